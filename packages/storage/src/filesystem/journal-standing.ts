import { findAside } from './aside-names.js';
import type { FileSystem } from './file-system.js';
import type { JournalHeader, JournalLink } from './journal-format.js';
import { generationPath, type SessionLayout } from './layout.js';
import { readSnapshot, type ScannedJournal, type SessionPicture } from './session-picture.js';
import type { Plan } from './steps.js';

/**
 * Whether a later snapshot than this has been the present one: under its number it was archived, which is done only
 * to what is in its place for good.
 */
export function isOvertaken(sequence: number, { generations }: SessionPicture): boolean {
  return (generations[0] ?? 0) > sequence;
}

/**
 * Whether a journal that doesn't continue the present snapshot was at least the newest of this session, so that another
 * program must have saved since; or whether it is itself what was put here from elsewhere, or from former times.
 *
 * @param archived the journals of the older snapshots.
 */
export function* belongsHere(
  fs: FileSystem,
  layout: SessionLayout,
  { header, records }: ScannedJournal,
  picture: SessionPicture,
  archived: readonly ScannedJournal[],
): Plan<boolean> {
  if (header === undefined) return false;
  const { follows, sequence } = header;
  const newest = picture.generations[0];
  if (newest === undefined) return true;
  if (newest > sequence) return isArchivedForeign(header, picture, archived);
  const journalAt = (number: number): ScannedJournal | undefined =>
    archived.find(({ header }) => header?.sequence === number);
  const baseAt = (number: number): string | undefined => journalAt(number)?.header?.base;
  const ofNewest = baseAt(newest);
  if (newest === sequence && (ofNewest ?? header.base) === header.base) {
    // A save was cut off that had archived it; what was written to it since is in the newer file alone.
    return records.length >= (journalAt(newest)?.records.length ?? 0);
  }
  // Since a repair or a tear it may follow none.
  if (follows === null) return newest < sequence;
  if (baseAt(follows.sequence) === follows.base) return follows.sequence >= newest;
  if (follows.sequence !== newest || ofNewest !== undefined) {
    return follows.sequence > newest && (yield* isSetAside(fs, layout, follows));
  }
  const snapshot = yield* readSnapshot(fs, generationPath(layout, newest, 'session'));
  return snapshot === undefined || snapshot.digest === follows.base;
}

/** In snapshot mode, what another program saved is archived as it is, right before the journal makes way. */
function isArchivedForeign(
  { sequence }: JournalHeader,
  { generations }: SessionPicture,
  archived: readonly ScannedJournal[],
): boolean {
  const isNewer = (other: number): boolean => other > sequence;
  return (
    generations.filter(isNewer).length === 1 &&
    !archived.some(({ header }) => header === undefined || isNewer(header.sequence))
  );
}

function* isSetAside(
  fs: FileSystem,
  layout: SessionLayout,
  { sequence, base }: JournalLink,
): Plan<boolean> {
  const notes = yield* findAside(fs, layout);
  return notes.some((note) => note.sequence === sequence && note.tellsOf(base));
}
