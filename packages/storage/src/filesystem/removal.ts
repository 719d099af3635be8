import { join } from 'node:path';
import type { StorageInfo } from '../driver.js';
import { LockLostError, StorageError } from '../errors.js';
import type { FileSystem } from './file-system.js';
import { listIfThere, lstatIfThere, syncDirectory, unlinkIfThere } from './files.js';
import { fenceOfName, type SessionLayout } from './layout.js';
import { inspect } from './listing.js';
import { SessionLock } from './session-lock.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

const REMOVED = '.removed.';

/** A path that couldn't be removed, and why. */
interface Stayed {
  readonly path: string;
  readonly error: unknown;
}

/**
 * Under the lock the folder gets a hidden name, so that it is gone at once; then it is emptied. With the row that
 * decided on it, only if nobody has used the session since.
 */
export function* removeSession(
  fs: FileSystem,
  repository: string,
  layout: SessionLayout,
  ifStill?: StorageInfo,
): Plan<void> {
  const unusedSince = ifStill && (yield* checkUnused(fs, layout, ifStill));
  const lock = yield* claimToRemove(fs, layout);
  const hidden = join(repository, `${REMOVED}${layout.id}.${lock.fence}.${Date.now()}`);
  try {
    // The numbers of the claims have no gap: another came between.
    if (unusedSince !== undefined && lock.fence !== unusedSince + 1) throw usedMeanwhile(layout);
    if (!lock.isHeld()) throw takenOver(layout);
    fs.rename(layout.directory, hidden);
  } finally {
    yield* lock.release();
  }
  yield* syncDirectory(fs, repository);
  const stayed = yield* removeTree(fs, hidden);
  const first = stayed[0];
  if (first === undefined) return;
  throw new StorageError(
    'REMOVE_INCOMPLETE',
    `Session ${layout.id} is removed, but ${stayed.length} of its files couldn't be, the first being ${first.path}: remove ${hidden} by hand.`,
    { cause: first.error, sessionId: layout.id, path: hidden },
  );
}

/** Refuses a session that isn't as the row has it; tells the number of its last claim. */
function* checkUnused(fs: FileSystem, layout: SessionLayout, row: StorageInfo): Plan<number> {
  const names = yield* listIfThere(fs, layout.directory);
  const now = yield* inspect(fs, layout);
  const isSame =
    now?.modifiedAt?.getTime() === row.modifiedAt?.getTime() && now?.sequence === row.sequence;
  if (now !== undefined && !isSame) throw usedMeanwhile(layout);
  return Math.max(0, ...names.map((name) => fenceOfName(name) ?? 0));
}

/** A full disk mustn't hinder what makes room on it. */
function* claimToRemove(fs: FileSystem, layout: SessionLayout): Plan<SessionLock> {
  try {
    return yield* SessionLock.claim(fs, layout, false);
  } catch (error) {
    if (!failedWith(error, 'ENOSPC', 'EDQUOT')) throw error;
    return yield* SessionLock.claimUnnamed(fs, layout);
  }
}

function usedMeanwhile({ id, directory }: SessionLayout): StorageError {
  return new StorageError(
    'CHANGED_BESIDE',
    `Session ${id} was used since it was decided to remove it.`,
    { sessionId: id, path: directory },
  );
}

function takenOver({ id, directory }: SessionLayout): LockLostError {
  return new LockLostError(`Session ${id} was opened by another while it was to be removed.`, {
    sessionId: id,
    path: directory,
  });
}

/** Empties what removals left that were cut off in the middle; tells how many there were. */
export function* sweepRemoved(fs: FileSystem, repository: string): Plan<number> {
  let count = 0;
  for (const name of yield* listIfThere(fs, repository)) {
    if (!name.startsWith(REMOVED)) continue;
    if ((yield* removeTree(fs, join(repository, name))).length === 0) count++;
  }
  return count;
}

/** Removes a folder with everything below it, as far as it goes; links go, and what they lead to stays. */
export function* removeTree(fs: FileSystem, path: string): Plan<Stayed[]> {
  const stayed: Stayed[] = [];
  try {
    for (const name of yield* listIfThere(fs, path)) {
      const child = join(path, name);
      const facts = yield* lstatIfThere(fs, child);
      if (facts?.kind === 'directory') stayed.push(...(yield* removeTree(fs, child)));
      else if (facts !== undefined) {
        try {
          yield* unlinkIfThere(fs, child);
        } catch (error) {
          stayed.push({ path: child, error });
        }
      }
    }
    if (stayed.length === 0) yield* perform(fs.removeDirectory(path));
  } catch (error) {
    // Gone already: somebody else sweeps here too.
    if (!failedWith(error, 'ENOENT')) stayed.push({ path, error });
  }
  return stayed;
}
