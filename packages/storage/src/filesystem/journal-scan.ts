import {
  decodeHeader,
  decodeLine,
  type JournalHeader,
  type JournalLine,
  type JournalRecord,
  nextBegin,
  ReadingBudget,
} from './journal-format.js';
import { areAllTorn, isSizedInUse, isTorn } from './journal-tears.js';

/** So many times over, at most, are the bytes behind a broken line read to find whole ones. */
const MOST_READINGS = 16;

const ZEROS = Buffer.alloc(4096);

/** Everything a journal proves about itself. */
export interface JournalScan {
  /** `undefined`: damaged, or no journal at all. */
  readonly header: JournalHeader | undefined;
  /** Whole and without a gap, from the snapshot's number + 1. */
  readonly records: readonly JournalRecord[];
  /** Where the next record belongs. */
  readonly end: number;
  /**
   * What stands behind the records: nothing (`clean`), what a crash left of writes that weren't synced (`torn`;
   * nobody was told of them, but by a journal that isn't synced batch by batch), or what was acknowledged and can't
   * be read any more (`damaged`).
   */
  readonly ending: 'clean' | 'torn' | 'damaged';
  /** Its zeros are cut off, as a clean close does. */
  readonly isClosed: boolean;
  /** Smallest and greatest number that is known to be behind what can be read; 0: none. */
  readonly lostFrom: number;
  readonly lostTo: number;
}

/** Reads a journal line by line up to the first that isn't whole, and judges what is behind it. */
export function scanJournal(buffer: Buffer): JournalScan {
  const first = decodeLine(buffer, 0);
  const header = first?.sequence === 0 ? decodeHeader(first.bytes) : undefined;
  if (first === undefined || header === undefined) {
    return { header, records: [], end: 0, isClosed: false, ...judgeRest(buffer, 0, undefined, 0) };
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
  const isClosed = !isSizedInUse(buffer);
  return { header, records, end, isClosed, ...judgeRest(buffer, end, header, expected) };
}

function judgeRest(
  buffer: Buffer,
  start: number,
  header: JournalHeader | undefined,
  expected: number,
): Pick<JournalScan, 'ending' | 'lostFrom' | 'lostTo'> {
  const last = lastNonZero(buffer);
  const inUse = header !== undefined && isSizedInUse(buffer);
  if (buffer.length === start || (inUse && last < start)) {
    return { ending: 'clean', lostFrom: 0, lostTo: 0 };
  }
  let lostFrom = 0;
  let lostTo = 0;
  let laterBatch = false;
  for (const line of wholeLines(buffer, start, last)) {
    if (line.sequence < expected) continue;
    lostFrom ||= line.sequence;
    lostTo = Math.max(lostTo, line.sequence);
    if (line.beginsBatch && line.sequence > expected) laterBatch = true;
  }
  const rest = { start, last, expected };
  const unsynced = header?.unsynced === true;
  const torn =
    inUse &&
    (unsynced
      ? areAllTorn(buffer, rest, budgetFor(buffer))
      : // Nobody begins a batch before the one before it was on disk.
        !laterBatch && isTorn(buffer, rest));
  if (!torn) {
    // Cut off within its zeros, it may have had more, or not.
    return { ending: 'damaged', lostFrom, lostTo: last < start ? 0 : Math.max(lostTo, expected) };
  }
  // Without syncs, what stands behind the tear was acknowledged all the same.
  return { ending: 'torn', lostFrom, lostTo: unsynced ? lostTo : 0 };
}

/**
 * All whole lines behind a broken one, looked for wherever one may begin. Each may claim to be as long as the file;
 * a file made to have us read it over and over is given up, which can't but look like damage.
 */
function* wholeLines(buffer: Buffer, start: number, last: number): Iterable<JournalLine> {
  const budget = budgetFor(buffer);
  for (let at = start; at <= last; ) {
    const line = decodeLine(buffer, at, budget);
    if (line !== undefined) yield line;
    at = line?.end ?? nextBegin(buffer, at + 1);
  }
}

function budgetFor(buffer: Buffer): ReadingBudget {
  return new ReadingBudget(MOST_READINGS * buffer.length);
}

function lastNonZero(buffer: Buffer): number {
  let end = buffer.length;
  while (
    end >= ZEROS.length &&
    buffer.compare(ZEROS, 0, ZEROS.length, end - ZEROS.length, end) === 0
  )
    end -= ZEROS.length;
  let i = end - 1;
  while (i >= 0 && buffer[i] === 0) i--;
  return i;
}
