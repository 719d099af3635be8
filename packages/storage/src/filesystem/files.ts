import { constants } from 'node:fs';
import { StorageError } from '../errors.js';
import type { FileFacts, FileSystem } from './file-system.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

/** Beyond this a file isn't one of ours, and its bytes are not taken into memory. */
const LARGEST_FILE = 1024 * 1024 * 1024;

/** No write takes a thread of the pool for longer: a checkpoint may wait for it. */
const LARGEST_WRITE = 1024 * 1024;
const LARGEST_SYNC = 512 * 1024;

/** What opening a socket fails with, on Linux and elsewhere. */
const NO_FILE = ['ENXIO', 'EOPNOTSUPP'];

/** Bytes of a file with what identified it when they were read. */
export interface WholeFile {
  readonly bytes: Buffer;
  readonly facts: FileFacts;
}

/** All bytes of a regular file, or up to `limit` of them; `undefined` if there is none. */
export function* readFile(
  fs: FileSystem,
  path: string,
  limit: number = Number.POSITIVE_INFINITY,
): Plan<WholeFile | undefined> {
  let fd: number;
  try {
    // Non-blocking, lest a named pipe in the place of a file holds the reader for ever.
    fd = yield* perform(fs.open(path, O_RDONLY | O_NOFOLLOW | constants.O_NONBLOCK));
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    if (!failedWith(error, 'ELOOP', ...NO_FILE)) throw error;
    const what = failedWith(error, 'ELOOP')
      ? 'is a symbolic link, and none is followed here'
      : 'is a socket or a device, and no regular file';
    throw new StorageError('UNSAFE_PATH', `${path} ${what}.`, { path, cause: error });
  }
  try {
    const facts = fs.stat(fd);
    if (facts.kind !== 'file') {
      throw new StorageError('UNSAFE_PATH', `${path} is no regular file.`, { path });
    }
    const size = Math.min(facts.size, limit);
    if (size > LARGEST_FILE) {
      throw new StorageError(
        'TOO_LARGE',
        `${path} has ${facts.size} bytes: too many for a session.`,
        {
          path,
        },
      );
    }
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const count = yield* perform(fs.read(fd, bytes.subarray(length), length));
      if (count === 0) break;
      length += count;
    }
    return { bytes: bytes.subarray(0, length), facts };
  } finally {
    // Nothing was written that its close could wait for: a thread of the pool would cost more than the call.
    fs.close(fd).sync();
  }
}

/** Writes until all bytes are out. */
export function* writeAll(
  fs: FileSystem,
  fd: number,
  bytes: Uint8Array,
  position: number,
): Plan<void> {
  let done = 0;
  while (done < bytes.length) {
    const piece = bytes.subarray(done, done + LARGEST_WRITE);
    done += yield* perform(fs.write(fd, piece, position + done));
  }
}

/** A new file with these bytes, on disk when this ends; of a failed attempt nothing stays. */
export function* writeNewFile(fs: FileSystem, path: string, bytes: Uint8Array): Plan<FileFacts> {
  const fd = yield* perform(fs.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
  try {
    try {
      // Piece by piece: the sync of a large file makes every other one on the disk wait for it.
      for (let done = 0; done < bytes.length; done += LARGEST_SYNC) {
        yield* writeAll(fs, fd, bytes.subarray(done, done + LARGEST_SYNC), done);
        yield* perform(fs.sync(fd));
      }
      return fs.stat(fd);
    } finally {
      yield* perform(fs.close(fd));
    }
  } catch (error) {
    yield* discardFile(fs, path);
    throw error;
  }
}

/** Makes the names in a folder durable. Windows does so by itself and can't be asked to. */
export function* syncDirectory(fs: FileSystem, path: string): Plan<void> {
  if (process.platform === 'win32') return;
  const fd = yield* perform(fs.open(path, O_RDONLY | O_DIRECTORY));
  try {
    yield* perform(fs.sync(fd));
  } finally {
    yield* perform(fs.close(fd));
  }
}

/** Makes a folder for this user alone; `false` if it stands already. */
export function* makeDirectory(fs: FileSystem, path: string): Plan<boolean> {
  try {
    yield* perform(fs.makeDirectory(path, 0o700));
    return true;
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The names in a folder; none if it isn't there. */
export function* listIfThere(fs: FileSystem, path: string): Plan<string[]> {
  try {
    return yield* perform(fs.list(path));
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Facts about what a path itself names; `undefined` if nothing. */
export function* lstatIfThere(fs: FileSystem, path: string): Plan<FileFacts | undefined> {
  try {
    return yield* perform(fs.lstat(path));
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A second name for a file, in the place of what had that name before; `check` may forbid it by throwing. */
export function* linkOver(
  fs: FileSystem,
  from: string,
  to: string,
  draft: string,
  check: () => void,
): Plan<void> {
  try {
    fs.link(from, draft);
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return;
    throw error;
  }
  try {
    // Now, as the draft stands: had `from` become another's file before, the check fails.
    check();
    fs.rename(draft, to);
  } catch (error) {
    // Where it isn't allowed any more, that is why the draft was swept away.
    check();
    throw error;
  } finally {
    // A rename between two names of one file does nothing, and leaves the draft.
    yield* discardFile(fs, draft);
  }
}

/** Removes what became needless. What can't be removed is swept away by the next owner. */
export function* discardFile(fs: FileSystem, path: string): Plan<void> {
  try {
    yield* perform(fs.unlink(path));
  } catch {
    // The reason why it became needless is the one to be told.
  }
}

/** Removes a name; that it is gone already is as good. */
export function* unlinkIfThere(fs: FileSystem, path: string): Plan<void> {
  try {
    yield* perform(fs.unlink(path));
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw error;
  }
}
