import { crc32 } from 'node:zlib';

/**
 * A line of the journal is `checksum +sequence length bytes\n`: the checksum (CRC-32, eight hex digits) is over
 * everything between it and the newline, the length counts the bytes. `+` begins a batch: whoever
 * wrote it knew that everything before it was durable. `&` stands for the others of a batch.
 *
 * Line 0 is the header.
 */
export interface JournalHeader {
  /** Version of this format. */
  readonly journal: 1;
  /** Digest of the snapshot that this journal continues. */
  readonly base: string;
  /** Tells what a zipped snapshot holds, however it is wrapped. Journals of older versions lack it. */
  readonly content?: string;
  /** Number of that snapshot. */
  readonly sequence: number;
  /** The journal before this one; `null`: none, or one that has nothing to do with this. */
  readonly follows: JournalLink | null;
  /** It was written by an owner who had found the snapshot in its place, so that an older one there isn't a crash's doing. */
  readonly inPlace?: true;
  /** A hole in such a journal is a tear, wherever it is: its batches weren't synced one by one. */
  readonly unsynced?: true;
  /** Side data for listings, base64. */
  readonly summary?: string;
}

export interface JournalLink {
  readonly base: string;
  readonly sequence: number;
  /**
   * Last record of that journal that counts, if this one's snapshot is a checkpoint of its own. `null`:
   * the snapshot stands for a point within that journal, and the deltas here go on from its end.
   */
  readonly last: number | null;
}

/** What a record needs to become a line. */
export interface JournalRecord {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/**
 * Zeros are written in multiples of this: about one batch in a thousand has to bring some along, and what it waits is
 * short. A journal has its first ones before it has its name, and loses what is left of them when it is closed.
 */
export const CHUNK: number = 256 * 1024;

/** The unit that a disk writes whole or not at all. */
export const SECTOR = 512;

const SPACE = 0x20;
export const NEWLINE = 0x0a;
const BEGINS_BATCH = 0x2b;
const GOES_ON = 0x26;
const CHECKSUM_LENGTH = 8;
/** Where the sequence begins: behind checksum, space and mark. */
const SEQUENCE_AT = CHECKSUM_LENGTH + 2;

/** No head of a line is longer: both numbers have at most as many digits as a safe integer. */
export const LONGEST_HEAD: number = SEQUENCE_AT + 2 * 17;

/** Bytes of a record as a line. */
export function lineLength({ sequence, bytes }: JournalRecord): number {
  const numbers = String(sequence).length + 1 + String(bytes.length).length + 1;
  return SEQUENCE_AT + numbers + bytes.length + 1;
}

/** Several lines in one buffer, up to `size` filled with zeros; the first begins a batch. */
export function encodeBatch(records: readonly JournalRecord[], size: number): Buffer {
  return encodeLines(records, size, false);
}

/** The same of records that are copied: each begins a batch of its own, as it was durable before the next. */
export function encodeCopies(records: readonly JournalRecord[], size: number): Buffer {
  return encodeLines(records, size, true);
}

function encodeLines(records: readonly JournalRecord[], size: number, areCopies: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let at = 0;
  for (let index = 0; index < records.length; index++) {
    at = encodeLine(buffer, at, records[index] as JournalRecord, areCopies || index === 0);
  }
  return at === size ? buffer : buffer.fill(0, at);
}

function encodeLine(buffer: Buffer, at: number, record: JournalRecord, begins: boolean): number {
  const { sequence, bytes } = record;
  const numbers = `${sequence} ${bytes.length} `;
  const start = at + SEQUENCE_AT + numbers.length;
  const end = start + bytes.length;
  buffer[at + CHECKSUM_LENGTH] = SPACE;
  buffer[at + CHECKSUM_LENGTH + 1] = begins ? BEGINS_BATCH : GOES_ON;
  for (let i = 0; i < numbers.length; i++) buffer[at + SEQUENCE_AT + i] = numbers.charCodeAt(i);
  buffer.set(bytes, start);
  buffer[end] = NEWLINE;
  const checksum = crc32(buffer.subarray(at + CHECKSUM_LENGTH + 1, end));
  encodeHex(buffer, at, checksum);
  return end + 1;
}

// Byte by byte, as its counterpart: for so few of them a call out of JavaScript costs more.
function encodeHex(buffer: Buffer, at: number, value: number): void {
  for (let i = at + CHECKSUM_LENGTH - 1, rest = value; i >= at; i--, rest >>>= 4) {
    const digit = rest & 0xf;
    buffer[i] = digit < 10 ? 0x30 + digit : 0x57 + digit;
  }
}

export function encodeHeader(header: JournalHeader): Buffer {
  const record = headerRecord(header);
  return encodeBatch([record], lineLength(record));
}

/** A header as the record that line 0 is. */
export function headerRecord(header: JournalHeader): JournalRecord {
  return { sequence: 0, bytes: Buffer.from(JSON.stringify(header)) };
}

/** A line found whole. */
export interface JournalLine {
  readonly sequence: number;
  readonly beginsBatch: boolean;
  readonly bytes: Uint8Array;
  /** Where the next line begins. */
  readonly end: number;
}

/** Bounds how many bytes are read to find lines in what may be none. */
export class ReadingBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** False once there is no more to spend. */
  spend(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }
}

/** What stands before a line's bytes, whether or not they are what was written. */
export interface LineHead {
  readonly checksum: number;
  readonly sequence: number;
  readonly beginsBatch: boolean;
  /** Where the bytes begin. */
  readonly start: number;
  /** Where the newline belongs. */
  readonly newlineAt: number;
}

/** The head of the line that begins at `at`; `undefined` if it can't be read. */
export function decodeHead(buffer: Buffer, at: number): LineHead | undefined {
  const checksum = decodeHex(buffer, at);
  if (checksum === undefined || buffer[at + CHECKSUM_LENGTH] !== SPACE) return undefined;
  const mark = buffer[at + CHECKSUM_LENGTH + 1];
  if (mark !== BEGINS_BATCH && mark !== GOES_ON) return undefined;
  const sequence = decodeDecimal(buffer, at + SEQUENCE_AT);
  if (sequence === undefined) return undefined;
  const length = decodeDecimal(buffer, sequence.end);
  if (length === undefined) return undefined;
  return {
    checksum,
    sequence: sequence.value,
    beginsBatch: mark === BEGINS_BATCH,
    start: length.end,
    newlineAt: length.end + length.value,
  };
}

/** The line that begins at `at`; `undefined` if there is no whole one, or none that the budget allows to be read. */
export function decodeLine(
  buffer: Buffer,
  at: number,
  budget?: ReadingBudget,
): JournalLine | undefined {
  const head = decodeHead(buffer, at);
  if (head === undefined) return undefined;
  const { checksum, sequence, beginsBatch, start, newlineAt } = head;
  if (buffer[newlineAt] !== NEWLINE) return undefined;
  if (budget?.spend(newlineAt - start) === false) return undefined;
  if (crc32(buffer.subarray(at + CHECKSUM_LENGTH + 1, newlineAt)) !== checksum) return undefined;
  return { sequence, beginsBatch, bytes: buffer.subarray(start, newlineAt), end: newlineAt + 1 };
}

/**
 * The first place from `from` on where a line may begin: behind a newline, or where zeros end that a crash left in the
 * place of what was to stand there.
 */
export function nextBegin(buffer: Buffer, from: number): number {
  for (let at = from; at < buffer.length; at++) {
    const before = buffer[at - 1];
    if (before === NEWLINE || (before === 0 && buffer[at] !== 0)) return at;
  }
  return buffer.length;
}

/** Whether the line of this head would be whole if its newline were at `newlineAt`, and its length said so. */
export function wouldBeWhole(buffer: Buffer, head: LineHead, newlineAt: number): boolean {
  const mark = String.fromCharCode(head.beginsBatch ? BEGINS_BATCH : GOES_ON);
  const numbers = crc32(`${mark}${head.sequence} ${newlineAt - head.start} `);
  return crc32(buffer.subarray(head.start, newlineAt), numbers) === head.checksum;
}

/** Reads a header's JSON; `undefined` if it is of another kind or version. */
export function decodeHeader(bytes: Uint8Array): JournalHeader | undefined {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch {
    return undefined;
  }
  return isHeader(json) ? json : undefined;
}

function isHeader(json: unknown): json is JournalHeader {
  if (typeof json !== 'object' || json === null) return false;
  const { journal, base, content, sequence, follows, summary } = json as Partial<JournalHeader>;
  return (
    journal === 1 &&
    typeof base === 'string' &&
    (content === undefined || typeof content === 'string') &&
    isSequence(sequence) &&
    (follows === null || isLink(follows)) &&
    (summary === undefined || typeof summary === 'string')
  );
}

function isLink(json: unknown): json is JournalLink {
  if (typeof json !== 'object' || json === null) return false;
  const { base, sequence, last } = json as Partial<JournalLink>;
  return typeof base === 'string' && isSequence(sequence) && (last === null || isSequence(last));
}

function isSequence(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function decodeHex(buffer: Buffer, at: number): number | undefined {
  let value = 0;
  for (let i = at; i < at + CHECKSUM_LENGTH; i++) {
    const code = buffer[i] ?? 0;
    const digit =
      code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

/** A decimal number and the space behind it. */
function decodeDecimal(buffer: Buffer, at: number): { value: number; end: number } | undefined {
  let value = 0;
  let i = at;
  for (; i < at + 16; i++) {
    const code = buffer[i] ?? 0;
    if (code < 0x30 || code > 0x39) break;
    value = value * 10 + (code - 0x30);
  }
  return i > at && buffer[i] === SPACE ? { value, end: i + 1 } : undefined;
}
