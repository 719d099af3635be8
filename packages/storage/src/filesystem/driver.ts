import { createReadStream } from 'node:fs';
import {
  access,
  appendFile,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { AppendedRecord, Fence, StorageDriver, StorageInfo, StoredRecord } from '../driver.js';
import { StorageError } from '../errors.js';
import { defaultRepositoryLocation } from './default-location.js';
import { failedWith, namedError } from './system-error.js';

/** Stores sessions as folders. */
export function createFileSystemDriver(
  location: string = defaultRepositoryLocation(),
): StorageDriver {
  const root = resolve(location);
  const dir = (id: string): string => join(root, `${id}.session`);
  const sequences = new Map<string, number>();
  return {
    location: root,
    supports: { history: false, fencing: false, survives: 'power-loss', deltas: false, logs: true },
    locate: dir,
    async create(id): Promise<boolean> {
      try {
        await mkdir(root, { recursive: true, mode: 0o700 });
        await mkdir(dir(id), { mode: 0o700 });
        await mkdir(join(dir(id), 'io-logs'), { mode: 0o700 });
        await mkdir(join(dir(id), 'session-share'), { mode: 0o700 });
        return true;
      } catch (error) {
        if (failedWith(error, 'EEXIST')) return false;
        throw namedError(error, `make session ${id}`, id);
      }
    },
    async exists(id): Promise<boolean> {
      return access(dir(id)).then(
        () => true,
        () => false,
      );
    },
    async claim(): Promise<Fence> {
      return 1;
    },
    async append(id, record: AppendedRecord): Promise<boolean> {
      const temporary = join(dir(id), `.session.${process.pid}.${record.sequence}`);
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(record.bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, join(dir(id), 'session'));
        const folder = await open(dir(id), 'r');
        await folder.sync().finally(() => folder.close());
      } catch (error) {
        await rm(temporary, { force: true });
        throw namedError(error, `save session ${id}`, id);
      }
      sequences.set(id, record.sequence);
      return true;
    },
    async *read(id): AsyncIterable<StoredRecord> {
      try {
        const bytes = await readFile(join(dir(id), 'session'));
        if (bytes.length > 0) yield { sequence: sequences.get(id) ?? 1, kind: 'snapshot', bytes };
      } catch (error) {
        if (!failedWith(error, 'ENOENT')) throw namedError(error, `read session ${id}`, id);
      }
    },
    async *list(): AsyncIterable<StorageInfo> {
      const names = await readdir(root).catch((error) => {
        if (failedWith(error, 'ENOENT')) return [];
        throw namedError(error, 'list the sessions');
      });
      for (const name of names) {
        if (name.startsWith('.') || !name.endsWith('.session')) continue;
        const id = name.slice(0, -'.session'.length);
        const stat = await lstat(join(root, name)).catch(() => undefined);
        if (stat?.isDirectory()) yield { id, location: dir(id), modifiedAt: stat.mtime };
      }
    },
    async remove(id): Promise<void> {
      await rm(dir(id), { recursive: true });
    },
    async close(): Promise<void> {},
    async appendLog(id, name, bytes): Promise<void> {
      await appendFile(join(dir(id), 'io-logs', name), bytes, { mode: 0o600 });
    },
    async *readLog(id, name): AsyncIterable<Uint8Array> {
      try {
        yield* createReadStream(join(dir(id), 'io-logs', name));
      } catch (error) {
        if (!failedWith(error, 'ENOENT')) throw namedError(error, `read log ${name}`, id);
        throw new StorageError('NOT_FOUND', `Session ${id} has no log ${name}.`, { sessionId: id });
      }
    },
    async syncLog(id, name): Promise<void> {
      const path = join(dir(id), 'io-logs', name);
      for (const each of [path, dirname(path)]) {
        const file = await open(each, 'r');
        await file.sync().finally(() => file.close());
      }
    },
  };
}
