import {
  CHUNK,
  decodeHead,
  decodeLine,
  type LineHead,
  LONGEST_HEAD,
  NEWLINE,
  nextBegin,
  type ReadingBudget,
  SECTOR,
  wouldBeWhole,
} from './journal-format.js';

/** What stands in a journal behind the last record that can be read. */
export interface JournalRest {
  readonly start: number;
  /** The last byte that isn't zero. */
  readonly last: number;
  /** Number of the record that belongs at `start`. */
  readonly expected: number;
}

/**
 * Whether a journal is as long as one that is in use, which is all that a crash can have torn: it has its zeros behind
 * it from before it got its name, and grows by them, cut at a sector's end if at all. One that was closed, which takes
 * the zeros, was synced before.
 */
export function isSizedInUse(buffer: Buffer): boolean {
  return buffer.length >= CHUNK && buffer.length % SECTOR === 0;
}

/**
 * True if the line at the start, which isn't whole, may be what a crash left of one write: a sector of it still holds
 * its zeros, or lies behind the end of the file. A line that is all there was written to its end, and has rotted since.
 */
export function isTorn(buffer: Buffer, { start, last, expected }: JournalRest): boolean {
  const head = decodeHead(buffer, start);
  if (head === undefined) return isHeadTorn(buffer, start);
  return head.sequence === expected && isLineTorn(buffer, start, head, last);
}

/**
 * True if all that can't be read may be what a power cut left of many writes, none of them synced: each sector as it
 * was before or after any of them. Every line that isn't whole must then look torn by itself, as far as it can be
 * told from the others.
 */
export function areAllTorn(buffer: Buffer, rest: JournalRest, budget: ReadingBudget): boolean {
  const { start, last } = rest;
  let { expected } = rest;
  /** The line before was read far enough to tell where this one begins. */
  let isNext = true;
  for (let at = start; at <= last; ) {
    const line = decodeLine(buffer, at, budget);
    const head = line ?? decodeHead(buffer, at);
    if (head === undefined) {
      if (!isHeadTorn(buffer, at) && !isBatchMissing(buffer, at)) return false;
      at = nextHead(buffer, at + 1, last, expected);
      expected++;
      isNext = false;
      continue;
    }
    if (isNext ? head.sequence !== expected : head.sequence < expected) return false;
    if (line !== undefined) {
      at = line.end;
    } else {
      const { newlineAt } = head as LineHead;
      if (!budget.spend(Math.min(newlineAt, last) - at)) return false;
      if (hasRottenLength(buffer, head as LineHead, budget)) return false;
      if (!isLineTorn(buffer, at, head as LineHead, last)) return false;
      at = newlineAt + 1;
    }
    expected = head.sequence + 1;
    isNext = true;
  }
  return true;
}

/** Where the next line begins whose head can be read; behind `last` if there is none. */
function nextHead(buffer: Buffer, from: number, last: number, expected: number): number {
  for (let at = nextBegin(buffer, from); at <= last; at = nextBegin(buffer, at + 1)) {
    const head = decodeHead(buffer, at);
    if (head !== undefined && head.sequence > expected) return at;
  }
  return last + 1;
}

function isLineTorn(buffer: Buffer, start: number, head: LineHead, last: number): boolean {
  const end = last + 1;
  if (hasZeroSector(buffer, start, Math.min(head.newlineAt + 1, end))) return true;
  if (head.newlineAt < end) return false;
  // That more should follow is not to be believed if the line ends here: then its length is what has rotted.
  const endsHere = end % SECTOR !== 0 || wouldBeWhole(buffer, head, last);
  if (buffer[last] === NEWLINE && endsHere) return false;
  return head.newlineAt >= buffer.length || hasZeroSector(buffer, start, head.newlineAt + 1);
}

/** Told by the first newline, which ends most lines: another length would make this one whole. */
function hasRottenLength(buffer: Buffer, head: LineHead, budget: ReadingBudget): boolean {
  const newline = buffer.indexOf(NEWLINE, head.start);
  if (newline === -1 || !budget.spend(newline - head.start)) return false;
  return wouldBeWhole(buffer, head, newline);
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

/** Zeros up to where another batch begins in the same sector: it came to the disk, and what it follows didn't. */
function isBatchMissing(buffer: Buffer, start: number): boolean {
  const end = endOfSector(start, buffer.length);
  let at = start;
  while (at < end && buffer[at] === 0) at++;
  return at > start && at < end && decodeHead(buffer, at)?.beginsBatch === true;
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
