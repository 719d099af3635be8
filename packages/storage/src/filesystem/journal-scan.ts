import {
  decodeHead,
  decodeHeader,
  decodeLine,
  type JournalHeader,
  type JournalLine,
  type JournalRecord,
  LONGEST_HEAD,
  NEWLINE,
  ReadingBudget,
  wouldBeWhole,
} from './journal-format.js';

/** The unit that a disk writes whole or not at all. */
const SECTOR = 512;

/** So many times over, at most, are the bytes behind a broken line read to find whole ones. */
const MOST_READINGS = 16;

/** Everything a journal proves about itself. */
export interface JournalScan {
  /** `undefined`: damaged, or no journal at all. */
  readonly header: JournalHeader | undefined;
  /** Whole and without a gap, from the snapshot's number + 1. */
  readonly records: readonly JournalRecord[];
  /** Where the next record belongs. */
  readonly end: number;
  /**
   * What stands behind the records: nothing (`clean`), a batch that a crash cut off and nobody was told of
   * (`torn`), or what was acknowledged and can't be read any more (`damaged`).
   */
  readonly ending: 'clean' | 'torn' | 'damaged';
  /** Smallest and greatest number seen behind what can't be read; 0: none. */
  readonly lostFrom: number;
  readonly lostTo: number;
}

/** Reads a journal line by line up to the first that isn't whole, and judges what is behind it. */
export function scanJournal(buffer: Buffer): JournalScan {
  const first = decodeLine(buffer, 0);
  const header = first?.sequence === 0 ? decodeHeader(first.bytes) : undefined;
  if (first === undefined || header === undefined) {
    return { header, records: [], end: 0, ...judgeRest(buffer, 0, 0, false) };
  }
  const records: JournalRecord[] = [];
  let end = first.end;
  let expected = header.sequence + 1;
  for (;;) {
    const line = decodeLine(buffer, end);
    if (line?.sequence !== expected) break;
    records.push({ sequence: line.sequence, bytes: line.bytes });
    end = line.end;
    expected++;
  }
  return { header, records, end, ...judgeRest(buffer, end, expected, header.unsynced === true) };
}

function judgeRest(
  buffer: Buffer,
  start: number,
  expected: number,
  unsynced: boolean,
): Pick<JournalScan, 'ending' | 'lostFrom' | 'lostTo'> {
  const last = lastNonZero(buffer);
  if (last < start) return { ending: 'clean', lostFrom: 0, lostTo: 0 };
  let lostFrom = 0;
  let lostTo = 0;
  let laterBatch = false;
  for (const line of wholeLines(buffer, start, last)) {
    if (line.sequence < expected) continue;
    lostFrom ||= line.sequence;
    lostTo = Math.max(lostTo, line.sequence);
    // Nobody begins a batch before the one before it was on disk.
    if (line.beginsBatch && (line.sequence > expected || expected === 0)) laterBatch = true;
  }
  if (!unsynced && (laterBatch || !isTorn(buffer, start, last, expected))) {
    return { ending: 'damaged', lostFrom, lostTo: Math.max(lostTo, expected) };
  }
  // Without syncs, what stands behind the tear was acknowledged all the same.
  return { ending: 'torn', lostFrom, lostTo: unsynced ? lostTo : 0 };
}

/**
 * All whole lines behind a broken one, looked for at each line's begin. Each may claim to be as long as the file; a
 * file made to have us read it over and over is given up, which can't but look like damage.
 */
function* wholeLines(buffer: Buffer, start: number, last: number): Iterable<JournalLine> {
  const budget = new ReadingBudget(MOST_READINGS * buffer.length);
  let at = start;
  while (at <= last) {
    const line = decodeLine(buffer, at, budget);
    if (line !== undefined) {
      yield line;
      at = line.end;
      continue;
    }
    const newline = buffer.indexOf(NEWLINE, at);
    if (newline === -1) return;
    at = newline + 1;
  }
}

/**
 * True if the line at `start`, which isn't whole, may be what a crash left of one write: a sector of it still holds
 * its zeros, or lies behind the end of the file. A line that is all there was written to its end, and has rotted since.
 */
function isTorn(buffer: Buffer, start: number, last: number, expected: number): boolean {
  const head = decodeHead(buffer, start);
  if (head === undefined) return isHeadTorn(buffer, start);
  if (head.sequence !== expected) return false;
  const end = last + 1;
  if (hasZeroSector(buffer, start, Math.min(head.newlineAt + 1, end))) return true;
  if (head.newlineAt < end) return false;
  // That more should follow is not to be believed if the line ends here: then its length is what has rotted.
  const endsHere = end % SECTOR !== 0 || wouldBeWhole(buffer, head, last);
  if (buffer[last] === NEWLINE && endsHere) return false;
  return head.newlineAt >= buffer.length || hasZeroSector(buffer, start, head.newlineAt + 1);
}

/** No byte of a head is zero: where it can't be read but by a tear, zeros begin with a sector, or the file ends. */
function isHeadTorn(buffer: Buffer, start: number): boolean {
  let at = start;
  while (at < start + LONGEST_HEAD && at < buffer.length && buffer[at] !== 0) {
    if (buffer[at] === NEWLINE) return false;
    at++;
  }
  if (at === buffer.length) return true;
  if (at > start && at % SECTOR !== 0) return false;
  return isZero(buffer, at, endOfSector(at, buffer.length));
}

function hasZeroSector(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const next = endOfSector(at, end);
    if (isZero(buffer, at, next)) return true;
    at = next;
  }
  return false;
}

function endOfSector(at: number, limit: number): number {
  return Math.min(limit, at - (at % SECTOR) + SECTOR);
}

function isZero(buffer: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (buffer[i] !== 0) return false;
  return true;
}

function lastNonZero(buffer: Buffer): number {
  let i = buffer.length - 1;
  while (i >= 0 && buffer[i] === 0) i--;
  return i;
}
