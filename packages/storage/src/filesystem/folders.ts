import { dirname } from 'node:path';
import { StorageError } from '../errors.js';
import type { FileFacts, FileSystem } from './file-system.js';
import { listIfThere, lstatIfThere, makeDirectory, syncDirectory } from './files.js';
import type { SessionLayout } from './layout.js';
import { type Plan, perform } from './steps.js';

/** Makes the repository's folder and those above it as far as they are missing, each durable before the next. */
export function* makeRepository(fs: FileSystem, path: string): Plan<void> {
  const missing: string[] = [];
  for (let each = path; (yield* lstatIfThere(fs, each)) === undefined; each = dirname(each)) {
    missing.push(each);
  }
  for (const each of missing.reverse()) {
    if (yield* makeDirectory(fs, each)) yield* syncDirectory(fs, dirname(each));
  }
  checkOwner(path, yield* perform(fs.lstat(path)));
}

/**
 * Whether a session's folder stands. A symbolic link or somebody else's folder in its place is refused: what lies
 * in a place that others can write to may have been put there for us to follow.
 */
export function* checkFolder(fs: FileSystem, path: string): Plan<boolean> {
  const facts = yield* lstatIfThere(fs, path);
  if (facts === undefined) return false;
  if (facts.kind !== 'directory') {
    throw new StorageError(
      'UNSAFE_PATH',
      `${path} is no folder of its own: links are not followed.`,
      {
        path,
      },
    );
  }
  checkOwner(path, facts);
  return true;
}

/** Refuses a session in whose folder something else stands where a folder of ours is to be. */
export function* checkInnerFolders(fs: FileSystem, layout: SessionLayout): Plan<void> {
  for (const path of [layout.ioLogs, layout.generations, layout.setAside]) {
    yield* checkFolder(fs, path);
  }
}

/** Makes a folder inside of a session's; `false` if it stands already. A link in its place is refused. */
export function* makeInnerFolder(fs: FileSystem, path: string): Plan<boolean> {
  if (yield* makeDirectory(fs, path)) return true;
  yield* checkFolder(fs, path);
  return false;
}

/** The names in a folder inside of a session's; none if it isn't there. A link in its place is refused. */
export function* listInnerFolder(fs: FileSystem, path: string): Plan<string[]> {
  return (yield* checkFolder(fs, path)) ? yield* listIfThere(fs, path) : [];
}

/** Refuses what another user has put where our sessions are to be, be it a folder or a link to one. */
function checkOwner(path: string, facts: FileFacts): void {
  const me = process.getuid?.();
  if (me === undefined || me === 0 || facts.owner === me || facts.owner === 0) return;
  throw new StorageError('ACCESS_DENIED', `${path} belongs to another user.`, { path });
}
