import type { FileSystem } from './file-system.js';
import type { JournalLink, JournalRecord } from './journal-format.js';
import { generationPath, type SessionLayout } from './layout.js';
import { readJournal, type ScannedJournal } from './session-picture.js';
import type { Plan } from './steps.js';

/** More links than any crash leaves: a longer chain is a fault, maybe a ring. */
const LONGEST_CHAIN = 64;

/** The journals that lead from one snapshot to the end of the log, oldest first. */
export interface JournalChain {
  /** Number of the snapshot. */
  readonly sequence: number;
  readonly journals: readonly ScannedJournal[];
  /** The journal of the snapshot itself isn't there any more, though one that follows it is. */
  readonly firstMissing: boolean;
}

/** What journals are looked for that continue it. */
export interface ChainStart {
  readonly digest: string;
  /** Two checkpoints may be the same bytes: of an older snapshot its name tells which it was. */
  readonly sequence?: number;
}

/**
 * Goes from the newest journal back to the one that continues a snapshot. Usually they are the same; between the
 * renames of a change of generation, or where a snapshot was lost, they aren't.
 */
export function* findChain(
  fs: FileSystem,
  layout: SessionLayout,
  newest: ScannedJournal,
  start: ChainStart,
): Plan<JournalChain | undefined> {
  const journals = [newest];
  let { header } = newest;
  while (header !== undefined && journals.length <= LONGEST_CHAIN) {
    if (continues(header, start)) {
      return { sequence: header.sequence, journals, firstMissing: false };
    }
    const { follows }: { follows: typeof header.follows } = header;
    if (follows === null) return undefined;
    const path = generationPath(layout, follows.sequence, 'journal');
    const before: ScannedJournal | undefined = yield* readJournal(fs, path);
    if (before?.header === undefined || !isSameBase(before.header, follows)) {
      if (!continues(follows, start)) return undefined;
      return { sequence: follows.sequence, journals, firstMissing: true };
    }
    journals.unshift(before);
    header = before.header;
  }
  return undefined;
}

/**
 * The same chain with the journals before it whose records go on beyond its snapshot, as it was written while they
 * were: what stands there stands in the chain as well, and proves it where that is damaged.
 */
export function* reachBack(
  fs: FileSystem,
  layout: SessionLayout,
  chain: JournalChain,
): Plan<JournalChain> {
  if (chain.firstMissing) return chain;
  const journals = [...chain.journals];
  while (journals.length <= LONGEST_CHAIN) {
    const follows = journals[0]?.header?.follows;
    // Behind a snapshot that is a checkpoint of its own nothing counts that was written before.
    if (follows === null || follows?.last !== null) break;
    const before = yield* readJournal(fs, generationPath(layout, follows.sequence, 'journal'));
    if (before?.header === undefined || !isSameBase(before.header, follows)) break;
    journals.unshift(before);
  }
  return { ...chain, journals };
}

/** A snapshot as a header or a link names it. */
type NamedBase = Pick<JournalLink, 'base' | 'sequence'>;

function continues({ base, sequence }: NamedBase, start: ChainStart): boolean {
  return base === start.digest && (start.sequence ?? sequence) === sequence;
}

function isSameBase(one: NamedBase, other: NamedBase): boolean {
  return one.base === other.base && one.sequence === other.sequence;
}

/** What a chain proves. */
export interface RolledChain {
  readonly records: readonly JournalRecord[];
  /** Greatest number that the journals tell of. */
  readonly known: number;
  /** The last write was cut off; then this is the last record that stood behind the tear, if any did. */
  readonly tornTo: number | undefined;
  /** The journal in which the records end too early. */
  readonly damaged: ScannedJournal | undefined;
  /** Greatest number that stands behind a later snapshot of its own, which these records can't lead to; 0: none. */
  readonly supersededTo: number;
}

/** The records behind a snapshot, without a gap, as far as the journals go on from one another. */
export function rollForward(chain: JournalChain): RolledChain {
  const records: JournalRecord[] = [];
  let last = chain.sequence;
  let known = chain.sequence;
  let damaged: ScannedJournal | undefined;
  let cutOff: ScannedJournal | undefined;
  let supersededTo = 0;
  for (const [index, journal] of chain.journals.entries()) {
    const nextHeader = chain.journals[index + 1]?.header;
    const next = nextHeader?.follows;
    const limit = next?.last ?? Number.POSITIVE_INFINITY;
    for (const record of journal.records) {
      if (record.sequence > limit) break;
      if (record.sequence !== last + 1) continue;
      records.push(record);
      last++;
    }
    const lostTo = journal.ending === 'damaged' ? journal.lostTo : 0;
    const seen = Math.max(lostTo, journal.records.at(-1)?.sequence ?? 0);
    known = Math.max(known, Math.min(seen, limit));
    // Of one that was cut off only the next tells how far it went.
    if (journal.ending === 'damaged' && lostTo === 0) {
      if (nextHeader === undefined) cutOff = journal;
      else known = Math.max(known, next?.last ?? nextHeader.sequence);
    }
    if (last < known) damaged ??= journal;
    // A snapshot that is a checkpoint of its own can't be had from the records before it.
    if (next !== undefined && next !== null && next.last !== null) {
      supersededTo = greatestInPlace(chain.journals.slice(index + 1));
      break;
    }
  }
  if (last >= known) damaged = cutOff;
  // A journal is removed only once the snapshot of the next is in place.
  if (chain.firstMissing) known = Math.max(known, greatestTold(chain.journals));
  const newest = chain.journals.at(-1);
  const tornTo = newest?.ending === 'torn' ? newest.lostTo : undefined;
  return { records, known, tornTo, damaged, supersededTo };
}

/** Greatest number that the journals tell of whose snapshots have been in place; 0: none has. */
function greatestInPlace(journals: readonly ScannedJournal[]): number {
  const newest = journals.findLastIndex(hasBeenInPlace);
  // Nobody begins the next journal before that.
  return greatestTold(journals.slice(0, Math.max(newest + 1, journals.length - 1)));
}

/** Nobody writes to a journal, or closes it, before its snapshot is in place. */
function hasBeenInPlace({ header, records, ending, isClosed }: ScannedJournal): boolean {
  return records.length > 0 || ending !== 'clean' || isClosed || header?.inPlace === true;
}

function greatestTold(journals: readonly ScannedJournal[]): number {
  return journals.reduce(
    (greatest, { header, records, lostTo }) =>
      Math.max(greatest, header?.sequence ?? 0, records.at(-1)?.sequence ?? 0, lostTo),
    0,
  );
}
