import { constants } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '../errors.js';
import type { FileSystem } from './file-system.js';
import { makeDirectory, syncDirectory, writeAll } from './files.js';
import type { SessionLayout } from './layout.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
/** So many descriptors stay open for logs of one session. */
const MOST_OPEN = 32;
const CHUNK = 64 * 1024;

interface OpenLog {
  readonly fd: number;
  length: number;
}

/** The logs of one session: files that only grow, and are made durable before a checkpoint names them. */
export class LogFiles {
  readonly #fs: FileSystem;
  readonly #layout: SessionLayout;
  readonly #open = new Map<string, OpenLog>();

  constructor(fs: FileSystem, layout: SessionLayout) {
    this.#fs = fs;
    this.#layout = layout;
  }

  *append(name: string, bytes: Uint8Array): Plan<void> {
    const log = this.#open.get(name) ?? (yield* this.#openForWriting(name));
    const position = log.length;
    log.length += bytes.length;
    yield* writeAll(this.#fs, log.fd, bytes, position);
  }

  /** Makes one log and its name durable, whoever wrote it. */
  *sync(name: string): Plan<void> {
    const log = this.#open.get(name);
    if (log !== undefined) {
      this.#open.delete(name);
      try {
        yield* perform(this.#fs.sync(log.fd));
      } finally {
        yield* perform(this.#fs.close(log.fd));
      }
    } else {
      const fd = yield* this.#openForReading(name);
      try {
        yield* perform(this.#fs.sync(fd));
      } finally {
        yield* perform(this.#fs.close(fd));
      }
    }
    yield* syncDirectory(this.#fs, this.#layout.ioLogs);
  }

  /** Reads one piece of a log; an empty one is its end. */
  *read(name: string, position: number): Plan<Uint8Array> {
    const fd = yield* this.#openForReading(name);
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

  *#openForWriting(name: string): Plan<OpenLog> {
    for (const [oldest, { fd }] of this.#open) {
      if (this.#open.size < MOST_OPEN) break;
      this.#open.delete(oldest);
      yield* perform(this.#fs.close(fd));
    }
    yield* makeDirectory(this.#fs, this.#layout.ioLogs);
    const path = join(this.#layout.ioLogs, name);
    const fd = yield* perform(this.#fs.open(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600));
    const log = { fd, length: this.#fs.stat(fd).size };
    this.#open.set(name, log);
    return log;
  }

  *#openForReading(name: string): Plan<number> {
    const path = join(this.#layout.ioLogs, name);
    try {
      return yield* perform(this.#fs.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    } catch (error) {
      if (!failedWith(error, 'ENOENT')) throw error;
      throw new StorageError('NOT_FOUND', `Session ${this.#layout.id} has no log ${name}.`, {
        sessionId: this.#layout.id,
        path,
      });
    }
  }
}
