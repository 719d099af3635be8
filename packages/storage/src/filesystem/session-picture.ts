import type { FileFacts, FileSystem } from './file-system.js';
import { lstatIfThere, readFile } from './files.js';
import { listInnerFolder } from './folders.js';
import { digestOf } from './integrity.js';
import { decodeHead, decodeLine, NEWLINE } from './journal-format.js';
import { type JournalScan, scanJournal } from './journal-scan.js';
import { parseGenerationName, type SessionLayout } from './layout.js';
import { isRetiredJournal } from './retired-journal.js';
import { type Plan, perform } from './steps.js';

/** What tells one snapshot from another. */
export interface SnapshotIdentity {
  readonly digest: string;
  readonly facts: FileFacts;
}

export interface SnapshotFile extends SnapshotIdentity {
  readonly bytes: Buffer;
}

/** A journal as it was read. */
export interface ScannedJournal extends JournalScan {
  readonly path: string;
  readonly facts: FileFacts;
  /** Number of the record right behind the header, also if that is damaged within. */
  readonly firstRecord: number | undefined;
}

/** The files of a session at one moment, each checked on its own. */
export interface SessionPicture {
  /** An empty file counts as none: plainbox (Python) leaves one where nothing was saved. */
  readonly snapshot: SnapshotFile | undefined;
  readonly journal: ScannedJournal | undefined;
  /** Instead of a journal something says that there is to be none. */
  readonly isRetired: boolean;
  /** Numbers of the older snapshots, newest first. */
  readonly generations: readonly number[];
}

export function* takePicture(fs: FileSystem, layout: SessionLayout): Plan<SessionPicture> {
  const snapshot = yield* readSnapshot(fs, layout.snapshot);
  const read = yield* readJournalOrMark(fs, layout.journal);
  const isRetired = read === 'retired';
  const journal = isRetired ? undefined : read;
  // Last: none of them was archived before the journal was read that it made way for.
  const generations = yield* listArchived(fs, layout, 'session');
  // What was removed isn't what was never saved.
  if (snapshot === undefined && read === undefined) {
    yield* perform(fs.lstat(layout.directory));
  }
  return { snapshot, journal, isRetired, generations };
}

/** Numbers of the older snapshots, or of the journals of such, newest first. */
export function* listArchived(
  fs: FileSystem,
  layout: SessionLayout,
  kind: 'session' | 'journal',
): Plan<number[]> {
  return (yield* listInnerFolder(fs, layout.generations))
    .map(parseGenerationName)
    .filter((name) => name?.kind === kind)
    .map((name) => name?.sequence ?? 0)
    .sort((a, b) => b - a);
}

/**
 * True if a writer has gone on since the picture was taken. Readers take no lock: what doesn't fit together
 * may only have been read in two moments, and is looked at again.
 */
export function* hasChanged(
  fs: FileSystem,
  layout: SessionLayout,
  picture: SessionPicture,
): Plan<boolean> {
  const snapshot = yield* lstatIfThere(fs, layout.snapshot);
  if (!isSameFile(snapshot, picture.snapshot?.facts)) return true;
  const read = yield* readJournalOrMark(fs, layout.journal);
  const journal = read === 'retired' ? undefined : read;
  return (
    (read === 'retired') !== picture.isRetired ||
    !isSameFile(journal?.facts, picture.journal?.facts) ||
    journal?.end !== picture.journal?.end ||
    journal?.ending !== picture.journal?.ending ||
    (yield* listArchived(fs, layout, 'session'))[0] !== picture.generations[0]
  );
}

export function* readSnapshot(fs: FileSystem, path: string): Plan<SnapshotFile | undefined> {
  const file = yield* readFile(fs, path);
  if (file === undefined || file.bytes.length === 0) return undefined;
  return { bytes: file.bytes, digest: digestOf(file.bytes), facts: file.facts };
}

/** A journal; `undefined`: there is none, or is to be none. */
export function* readJournal(fs: FileSystem, path: string): Plan<ScannedJournal | undefined> {
  const read = yield* readJournalOrMark(fs, path);
  return read === 'retired' ? undefined : read;
}

function* readJournalOrMark(
  fs: FileSystem,
  path: string,
): Plan<ScannedJournal | 'retired' | undefined> {
  const file = yield* readFile(fs, path);
  if (file === undefined) return undefined;
  const { bytes, facts } = file;
  if (isRetiredJournal(bytes)) return 'retired';
  return { ...scanJournal(bytes), path, facts, firstRecord: firstRecordOf(bytes) };
}

function firstRecordOf(bytes: Buffer): number | undefined {
  const head = decodeHead(bytes, 0);
  // The header's JSON has no newline: where its length and its end agree, it is only damaged within.
  if (head?.sequence !== 0 || bytes.indexOf(NEWLINE) !== head.newlineAt) return undefined;
  return decodeLine(bytes, head.newlineAt + 1)?.sequence;
}

/** Whether a name still leads to the file that it led to. */
export function isSameFile(now: FileFacts | undefined, then: FileFacts | undefined): boolean {
  if (now === undefined || then === undefined) return (now?.size ?? 0) === (then?.size ?? 0);
  // An inode alone tells little: the next file may get the number that the last one gave back.
  return now.inode === then.inode && now.size === then.size && now.modifiedMs === then.modifiedMs;
}
