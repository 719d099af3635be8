/*
 * A gzip file is one member after another: header · deflated text · checksum and length of the text. Whoever reads it
 * gets all texts in a row, and of members without text sees nothing: a codec may keep side data in the header of one.
 */

const MAGIC: Buffer = Buffer.from([0x1f, 0x8b, 0x08]);
const FLAGS_AT = 3;
const HEADER_LENGTH = 10;
/** What a member without text ends with: one empty block, then checksum and length of nothing. */
const EMPTY_END: Buffer = Buffer.from([0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const TRAILER_LENGTH = 8;
/** A header, the shortest block and a trailer. */
const SMALLEST_MEMBER: number = HEADER_LENGTH + EMPTY_END.length;

const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;
const RESERVED = 0xe0;

/** Longer names and comments are not believed, lest a file made to be searched keeps us busy. */
const LONGEST_NAME = 1024;
const LONGEST_HEADER: number = HEADER_LENGTH + 2 + 0xffff + 2 * LONGEST_NAME + 2;
/** So many members without text are stepped over, at most. */
const MOST_EMPTY = 16;

/** Checksum and length of the last text in a gzip file; `undefined` if they can't be found, or there is no text. */
export function lastTrailer(bytes: Uint8Array): Buffer | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = file.length;
  for (let stepped = 0; end >= SMALLEST_MEMBER; stepped++) {
    const trailer = file.subarray(end - TRAILER_LENGTH, end);
    if (trailer.some((byte) => byte !== 0)) return trailer;
    if (stepped === MOST_EMPTY) return undefined;
    const begin = beginOfEmptyMember(file, end);
    if (begin === undefined) return undefined;
    end = begin;
  }
  return undefined;
}

/** Nothing tells where a member begins but a header that ends just where its text would. */
function beginOfEmptyMember(file: Buffer, end: number): number | undefined {
  const textAt = end - EMPTY_END.length;
  if (file.compare(EMPTY_END, 0, EMPTY_END.length, textAt, end) !== 0) return undefined;
  const first = Math.max(0, textAt - LONGEST_HEADER);
  for (let at = textAt - HEADER_LENGTH; at >= first; at--) {
    at = file.lastIndexOf(MAGIC, at);
    if (at < first) return undefined;
    if (endOfHeader(file, at) === textAt) return at;
  }
  return undefined;
}

/** Where the header that begins at `at` ends; `undefined` if it isn't well-formed. */
function endOfHeader(file: Buffer, at: number): number | undefined {
  const flags = file[at + FLAGS_AT] ?? RESERVED;
  if ((flags & RESERVED) !== 0) return undefined;
  let end: number | undefined = at + HEADER_LENGTH;
  if ((flags & HAS_EXTRA) !== 0) {
    if (end + 2 > file.length) return undefined;
    end += 2 + file.readUInt16LE(end);
  }
  if ((flags & HAS_NAME) !== 0) end = endOfName(file, end);
  if ((flags & HAS_COMMENT) !== 0) end = end && endOfName(file, end);
  return (flags & HAS_CHECKSUM) !== 0 ? end && end + 2 : end;
}

function endOfName(file: Buffer, at: number): number | undefined {
  const length = file.subarray(at, at + LONGEST_NAME).indexOf(0);
  return length < 0 ? undefined : at + length + 1;
}
