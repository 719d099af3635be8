import { basename, join } from 'node:path';
import type { StorageInfo } from '../driver.js';
import { StorageError } from '../errors.js';
import type { FileSystem } from './file-system.js';
import { listIfThere, lstatIfThere, readFile } from './files.js';
import { digestOf, isIntactGzip, looksZipped } from './integrity.js';
import { decodeHeader, decodeLine, type JournalHeader } from './journal-format.js';
import { idOfDirectory, type SessionLayout } from './layout.js';
import { isRetiredJournal } from './retired-journal.js';
import { findOwner } from './session-lock.js';
import { type Plan, perform } from './steps.js';
import { namedError } from './system-error.js';

/** A header with its summary, and no more of a session's bytes. */
const LARGEST_HEADER = 32 * 1024;
/** A snapshot up to this size is read for a listing. */
const LARGEST_COMPARED = 64 * 1024;

/** What stands in a repository that looks like a session. */
export function* listIds(fs: FileSystem, repository: string): Plan<string[]> {
  const names = yield* listIfThere(fs, repository);
  return names.map(idOfDirectory).filter((id) => id !== undefined);
}

/** A bounded look at one session; `undefined` if it isn't one, or is gone meanwhile. */
export function* inspect(fs: FileSystem, layout: SessionLayout): Plan<StorageInfo | undefined> {
  const { id, directory: location } = layout;
  try {
    const directory = yield* lstatIfThere(fs, location);
    if (directory?.kind !== 'directory') return undefined;
    return yield* describe(fs, layout, directory.modifiedMs);
  } catch (error) {
    const named = namedError(error, `look at session ${id}`, id);
    const fault =
      named instanceof StorageError
        ? named
        : new StorageError('IO_FAILED', `Can't look at session ${id}.`, { cause: error });
    return { id, location, state: 'damaged', fault };
  }
}

function* describe(fs: FileSystem, layout: SessionLayout, changedMs: number): Plan<StorageInfo> {
  const { id, directory: location } = layout;
  const names = yield* perform(fs.list(location));
  const snapshot = yield* lstatIfThere(fs, layout.snapshot);
  const journal = names.includes(basename(layout.journal))
    ? yield* lstatIfThere(fs, layout.journal)
    : undefined;
  const held = yield* findOwner(fs, layout, names);
  const modifiedMs = Math.max(changedMs, snapshot?.modifiedMs ?? 0, journal?.modifiedMs ?? 0);
  const row = {
    id,
    location,
    modifiedAt: new Date(modifiedMs),
    size: (snapshot?.size ?? 0) + (journal?.size ?? 0),
    ...(held?.alive ? { owner: held.owner } : {}),
  };
  for (const [file, path] of [
    [snapshot, layout.snapshot],
    [journal, layout.journal],
  ] as const) {
    if (file === undefined || file.kind === 'file') continue;
    const fault = new StorageError('UNSAFE_PATH', `${path} is no regular file.`, {
      sessionId: id,
      path,
    });
    return { ...row, state: 'damaged', fault };
  }
  if (snapshot === undefined || snapshot.size === 0) {
    if (journal !== undefined) {
      const fault = new StorageError('DAMAGED', `${layout.snapshot} is gone or empty.`, {
        sessionId: id,
      });
      return { ...row, state: 'damaged', fault };
    }
    // Its maker gave the lock back, or still has it; else it died before it was done.
    const isMade = held?.alive === true || (held === undefined && names.some(isLockName));
    return { ...row, sequence: 0, state: isMade ? 'empty' : 'half-made' };
  }
  const header = journal && (yield* readHeader(fs, layout.journal));
  const why =
    header === undefined && journal !== undefined && !(yield* isRetired(fs, layout))
      ? `${layout.journal} has no readable header`
      : yield* findDamage(fs, layout, header);
  if (why !== undefined) {
    const fault = new StorageError('DAMAGED', `${why}: verify it.`, { sessionId: id });
    return { ...row, state: 'damaged', fault };
  }
  const summary = header?.summary;
  return {
    ...row,
    sequence: header?.sequence ?? 1,
    state: 'saved',
    ...(summary === undefined ? {} : { summary: Buffer.from(summary, 'base64') }),
  };
}

/** Compares a small snapshot with what its journal says of it; a large one only `verify` reads. */
function* findDamage(
  fs: FileSystem,
  layout: SessionLayout,
  header: JournalHeader | undefined,
): Plan<string | undefined> {
  const file = yield* readFile(fs, layout.snapshot, LARGEST_COMPARED);
  if (file === undefined || file.bytes.length < file.facts.size) return undefined;
  if (header === undefined) {
    const isBroken = looksZipped(file.bytes) && !(yield* isIntactGzip(file.bytes));
    return isBroken ? `${layout.snapshot} can't be unzipped to its end` : undefined;
  }
  const digest = digestOf(file.bytes);
  // The one before: a writer is between two renames.
  if (digest === header.base || digest === header.follows?.base) return undefined;
  if (yield* isIntactGzip(file.bytes)) return undefined;
  const again = yield* readHeader(fs, layout.journal);
  if (again?.base !== header.base) return undefined;
  return `${layout.snapshot} isn't the snapshot that its journal continues`;
}

function* readHeader(fs: FileSystem, path: string): Plan<JournalHeader | undefined> {
  const file = yield* readFile(fs, path, LARGEST_HEADER);
  const line = file && decodeLine(file.bytes, 0);
  return line?.sequence === 0 ? decodeHeader(line.bytes) : undefined;
}

function* isRetired(fs: FileSystem, layout: SessionLayout): Plan<boolean> {
  const file = yield* readFile(fs, layout.journal, LARGEST_HEADER);
  return file !== undefined && isRetiredJournal(file.bytes);
}

function isLockName(name: string): boolean {
  return name.startsWith('session.lock.');
}

/** Bytes of everything below a folder; links are counted, not followed. */
export function* measureTree(fs: FileSystem, path: string): Plan<number> {
  let size = 0;
  for (const name of yield* listIfThere(fs, path)) {
    const child = join(path, name);
    const facts = yield* lstatIfThere(fs, child);
    if (facts === undefined) continue;
    size += facts.kind === 'directory' ? yield* measureTree(fs, child) : facts.size;
  }
  return size;
}
