import { constants } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '../errors.js';
import type { FileSystem } from './file-system.js';
import { syncDirectory, writeAll } from './files.js';
import { checkFolder, makeInnerFolder } from './folders.js';
import type { SessionLayout } from './layout.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
/** So many descriptors stay open for logs that nothing is done to just now. */
const MOST_IDLE = 32;
const CHUNK = 64 * 1024;

interface OpenLog {
  readonly fd: number;
  length: number;
  /** What is being done to it: till then its descriptor mustn't get a new meaning. */
  operations: number;
}

/** The logs of one session: files that only grow, and are made durable before a checkpoint names them. */
export class LogFiles {
  readonly #fs: FileSystem;
  readonly #layout: SessionLayout;
  readonly #open = new Map<string, OpenLog>();
  /** Logs whose sync failed: the system takes their bytes for written, whether they are or not. */
  readonly #doubtful = new Set<string>();
  #folderIsNew = false;

  constructor(fs: FileSystem, layout: SessionLayout) {
    this.#fs = fs;
    this.#layout = layout;
  }

  /** One call per log at a time. Of a write that failed nothing stays, so that the next goes on where it began. */
  *append(name: string, bytes: Uint8Array): Plan<void> {
    const log = this.#open.get(name) ?? (yield* this.#openForWriting(name));
    log.operations++;
    try {
      yield* writeAll(this.#fs, log.fd, bytes, log.length);
      log.length += bytes.length;
    } catch (error) {
      try {
        yield* perform(this.#fs.truncate(log.fd, log.length));
      } catch {
        // The next write covers it, or a reader stops at it; why the write failed is what is to be told.
      }
      throw error;
    } finally {
      log.operations--;
    }
  }

  /** Makes one log and its name durable, whoever wrote it. */
  *sync(name: string): Plan<void> {
    const open = this.#open.get(name);
    const log = open ?? {
      fd: yield* this.#openExisting(name, this.#doubtful.has(name) ? O_RDWR : O_RDONLY),
      length: 0,
      operations: 0,
    };
    log.operations++;
    try {
      if (this.#doubtful.has(name)) yield* this.#writeAnew(log.fd);
      this.#doubtful.add(name);
      yield* perform(this.#fs.sync(log.fd));
      this.#doubtful.delete(name);
    } finally {
      log.operations--;
      if (log.operations === 0) {
        if (open !== undefined) this.#open.delete(name);
        yield* perform(this.#fs.close(log.fd));
      }
    }
    yield* syncDirectory(this.#fs, this.#layout.ioLogs);
    if (!this.#folderIsNew) return;
    yield* syncDirectory(this.#fs, this.#layout.directory);
    this.#folderIsNew = false;
  }

  /** Reads one piece of a log; an empty one is its end. */
  *read(name: string, position: number): Plan<Uint8Array> {
    const fd = yield* this.#openExisting(name, O_RDONLY);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const count = yield* perform(this.#fs.read(fd, chunk, position));
      return chunk.subarray(0, count);
    } finally {
      yield* perform(this.#fs.close(fd));
    }
  }

  *close(): Plan<void> {
    const logs = [...this.#open.values()];
    this.#open.clear();
    for (const { fd } of logs) yield* perform(this.#fs.close(fd));
  }

  /** Makes every byte of a file one that has still to be written, as it was before its sync failed. */
  *#writeAnew(fd: number): Plan<void> {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let position = 0; ; ) {
      const count = yield* perform(this.#fs.read(fd, chunk, position));
      if (count === 0) return;
      yield* writeAll(this.#fs, fd, chunk.subarray(0, count), position);
      position += count;
    }
  }

  *#openForWriting(name: string): Plan<OpenLog> {
    for (const [idle, { fd, operations }] of this.#open) {
      if (this.#open.size < MOST_IDLE) break;
      if (operations > 0) continue;
      this.#open.delete(idle);
      yield* perform(this.#fs.close(fd));
    }
    if (yield* makeInnerFolder(this.#fs, this.#layout.ioLogs)) this.#folderIsNew = true;
    const path = join(this.#layout.ioLogs, name);
    const flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
    const fd = yield* perform(this.#fs.open(path, flags, 0o600));
    const log = { fd, length: this.#fs.stat(fd).size, operations: 0 };
    this.#open.set(name, log);
    return log;
  }

  *#openExisting(name: string, access: number): Plan<number> {
    const path = join(this.#layout.ioLogs, name);
    yield* checkFolder(this.#fs, this.#layout.ioLogs);
    try {
      return yield* perform(this.#fs.open(path, access | O_NOFOLLOW | O_NONBLOCK));
    } catch (error) {
      if (!failedWith(error, 'ENOENT')) throw error;
      throw new StorageError('NOT_FOUND', `Session ${this.#layout.id} has no log ${name}.`, {
        sessionId: this.#layout.id,
        path,
      });
    }
  }
}
