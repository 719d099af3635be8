/**
 * What plainbox (Python) is weak at, and how it is better here. The numbers are those of "Known weaknesses" in the
 * specification of its storage; those that are missing are a matter of the codecs, the manager and the runner.
 */
import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import type { Step } from '../src/filesystem/steps.js';
import { defineRepository, fileSystemRepository, type SessionStorage } from '../src/index.js';
import { FailingFileSystem } from './failing-file-system.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const isRoot = process.getuid?.() === 0;

async function saved(place: string, fs?: FileSystem): Promise<SessionStorage> {
  const storage = await defineRepository(new FileSystemDriver(place, {}, fs)).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  return storage;
}

function modes(folder: string): [path: string, mode: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => {
    const facts = statSync(join(folder, path));
    return [path, `${facts.isDirectory() ? 'folder' : 'file'} ${(facts.mode & 0o777).toString(8)}`];
  });
}

/** A step that does something more before or after. */
function around<T>(step: Step<T>, { before = () => {}, after = () => {} }): Step<T> {
  return {
    sync: () => {
      before();
      const value = step.sync();
      after();
      return value;
    },
    async: (done) => {
      before();
      step.async((error, value) => {
        if (!error) after();
        done(error, value);
      });
    },
  };
}

describe('1: sessions lie where others can reach them', () => {
  test('all that is made is for its user alone, whatever the umask', async () => {
    const place = join(temporaryPlace(), 'made', 'here');
    const umask = process.umask();
    const storage = await saved(place);
    await (await storage.openLog('a.stdout')).write(Buffer.from('output'));
    await storage.append(snapshot('T'));
    await storage.close();
    expect(process.umask()).toBe(umask);
    const wrong = modes(place).filter(([, mode]) => mode !== 'folder 700' && mode !== 'file 600');
    expect(wrong).toEqual([]);
    expect(statSync(place).mode & 0o777).toBe(0o700);
  });

  test('a link in the place of a session is not followed', async () => {
    const place = temporaryPlace();
    const elsewhere = await saved(temporaryPlace());
    await elsewhere.close();
    symlinkSync(elsewhere.location, join(place, 'planted.session'));
    await expect(fileSystemRepository(place).open('planted')).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
  });

  test.each(['io-logs', 'generations', 'set-aside'])(
    'a link in the place of %s is not followed, and what it leads to stays',
    async (name) => {
      const place = temporaryPlace();
      const storage = await saved(place);
      await storage.close();
      const outside = temporaryPlace();
      for (const file of ['secret', '000000000000.session', '000000000000.journal']) {
        writeFileSync(join(outside, file), 'theirs');
      }
      rmSync(join(storage.location, name), { recursive: true, force: true });
      symlinkSync(outside, join(storage.location, name));
      const unsafe = { code: 'UNSAFE_PATH' };
      const repository = fileSystemRepository(place, { keepGenerations: 0 });
      await expect(repository.open(storage.id)).rejects.toMatchObject(unsafe);
      if (name === 'io-logs') {
        const reader = await repository.open(storage.id, { readOnly: true });
        await expect(reader.readLog('secret')[Symbol.asyncIterator]().next()).rejects.toMatchObject(
          unsafe,
        );
      }
      await repository.remove(storage.id);
      expect(readdirSync(outside)).toHaveLength(3);
      expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('theirs');
    },
  );

  test('a link that takes the place of io-logs or generations later is not followed either', async () => {
    const storage = await saved(temporaryPlace());
    const outside = temporaryPlace();
    writeFileSync(join(outside, '000000000000.session'), 'theirs');
    for (const name of ['io-logs', 'generations']) {
      rmSync(join(storage.location, name), { recursive: true });
      symlinkSync(outside, join(storage.location, name));
    }
    await using log = await storage.openLog('job.stdout');
    const unsafe = { code: 'UNSAFE_PATH' };
    await expect(log.write(Buffer.from('output'))).rejects.toMatchObject(unsafe);
    await expect(storage.append(snapshot('T'))).rejects.toMatchObject(unsafe);
    expect(readdirSync(outside)).toEqual(['000000000000.session']);
  });

  test.skipIf(!isRoot)("another user's folder is refused (to make one takes root)", async () => {
    const place = temporaryPlace();
    const storage = await saved(place);
    await storage.close();
    chownSync(place, 23456, 23456);
    chownSync(storage.location, 23456, 23456);
    vi.spyOn(process, 'getuid').mockReturnValue(12345);
    const repository = fileSystemRepository(place);
    await expect(repository.open(storage.id)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(repository.create()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});

test('2: the lock of a living writer is not broken, and its save is not lost', async () => {
  const place = temporaryPlace();
  const writer = await saved(place);
  const saving = writer.append(snapshot('T'));
  await expect(fileSystemRepository(place).open(writer.id)).rejects.toMatchObject({
    code: 'LOCKED',
    owner: { pid: process.pid },
  });
  expect((await saving).sequence).toBe(3);
  expect(await loadText(writer)).toBe('T@3');
});

test('3: that the other side finished while its lock was looked at is no failure', async () => {
  const place = temporaryPlace();
  const { id, location } = await saved(place).then(async (storage) => {
    await storage.close();
    return storage;
  });
  let hasFinished = false;
  const finish = (): void => {
    if (hasFinished) return;
    hasFinished = true;
    renameSync(join(location, 'session.lock.1'), join(location, 'session.lock.2'));
  };
  const list: FileSystem['list'] = (path) =>
    around(nodeFileSystem.list(path), { after: path === location ? finish : () => {} });
  const driver = new FileSystemDriver(place, {}, { ...nodeFileSystem, list });
  const storage = await defineRepository(driver).open(id);
  expect(hasFinished).toBe(true);
  expect(readdirSync(location)).toContain('session.lock.3');
  expect(await loadText(storage)).toBe('S|a@2');
});

describe('4: what failed is hidden', () => {
  for (const [operation, path, code, named] of [
    ['write', '.tmp.', 'ENOSPC', 'NO_SPACE'],
    ['rename', '.session/session', 'EIO', 'IO_FAILED'],
  ] as const) {
    test(`the error of a save names the ${operation} that failed, and nothing half-done stays`, async () => {
      const system = new FailingFileSystem();
      const storage = await saved(temporaryPlace(), system.fileSystem);
      system.failure = { operation, path, code };
      await expect(storage.append(snapshot('T'))).rejects.toMatchObject({
        code: named,
        cause: { code, syscall: operation },
      });
      expect(readdirSync(storage.location).filter((name) => name.startsWith('.tmp.'))).toEqual([]);
      expect(storage.sequence).toBe(2);
    });
  }
});

describe('5: syncs that fail are ignored, and some are left out', () => {
  test('a checkpoint whose sync failed rejects', async () => {
    const system = new FailingFileSystem();
    const storage = await saved(temporaryPlace(), system.fileSystem);
    for (const path of ['.tmp.', '.session']) {
      system.failure = { operation: 'sync', path, code: 'EIO' };
      await expect(storage.append(snapshot('T'))).rejects.toMatchObject({ code: 'IO_FAILED' });
    }
  });

  test('the names of a new session are synced, and logs before the checkpoint that names them', async () => {
    const place = temporaryPlace();
    const paths = new Map<number, string>();
    const done: string[] = [];
    const fs: FileSystem = {
      ...nodeFileSystem,
      open: (path, flags, mode) => {
        const step = nodeFileSystem.open(path, flags, mode);
        return {
          sync: () => {
            const fd = step.sync();
            paths.set(fd, path);
            return fd;
          },
          async: (told) =>
            step.async((error, fd) => {
              if (!error) paths.set(fd, path);
              told(error, fd);
            }),
        };
      },
      sync: (fd) =>
        around(nodeFileSystem.sync(fd), { after: () => done.push(`sync ${paths.get(fd)}`) }),
      write: (fd, bytes, position) =>
        around(nodeFileSystem.write(fd, bytes, position), {
          before: () => done.push(`write ${paths.get(fd)}`),
        }),
    };
    const storage = await defineRepository(new FileSystemDriver(place, {}, fs)).create();
    expect(done).toContain(`sync ${place}`);
    expect(done).toContain(`sync ${storage.location}`);
    await storage.append(snapshot('S'));
    const log = await storage.openLog('a.stdout');
    await log.write(Buffer.from('output'));
    done.length = 0;
    await storage.append(delta('b', { logs: ['a.stdout'] }));
    expect(done[0]).toBe(`sync ${join(storage.location, 'io-logs', 'a.stdout')}`);
    expect(done.at(-1)).toMatch(/^write .*\.tmp\./);
  });
});

test('6: a checkpoint writes what changed, however large the session', async () => {
  let written = 0;
  const write: FileSystem['write'] = (fd, bytes, position) => {
    written += bytes.length;
    return nodeFileSystem.write(fd, bytes, position);
  };
  const driver = new FileSystemDriver(temporaryPlace(), {}, { ...nodeFileSystem, write });
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'.repeat(4_000_000)));
  written = 0;
  await storage.append(delta('what changed'));
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(100);
  written = 0;
  storage.appendSync(delta('what changed'));
  // In place it may be whole blocks of the disk, and the first one more than once.
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(1_000_000);
});

test('7: a write or a read that does only a part is gone on with', async () => {
  const fs: FileSystem = {
    ...nodeFileSystem,
    write: (fd, bytes, position) => nodeFileSystem.write(fd, bytes.subarray(0, 1000), position),
    read: (fd, into, position) => nodeFileSystem.read(fd, into.subarray(0, 700), position),
  };
  const place = temporaryPlace();
  const text = 'long '.repeat(2000);
  const storage = await saved(place, fs);
  await storage.append(snapshot(text));
  await storage.append(delta(text));
  storage.appendSync(delta(text));
  await storage.close();
  const again = await defineRepository(new FileSystemDriver(place, {}, fs)).open(storage.id);
  expect(await loadText(again)).toBe(`${text}|${text}|${text}@5`);
});

test('8: a listing reads a bounded piece of each session', async () => {
  const place = temporaryPlace();
  const storage = await saved(place);
  await storage.append(snapshot('S'.repeat(8_000_000)));
  await storage.append(delta('d'.repeat(3_000_000)));
  await storage.close();
  let read = 0;
  const fs: FileSystem = {
    ...nodeFileSystem,
    read: (fd, into, position) => {
      read += into.length;
      return nodeFileSystem.read(fd, into, position);
    },
  };
  const rows = [];
  for await (const row of defineRepository(new FileSystemDriver(place, {}, fs)).list()) {
    rows.push(row);
  }
  expect(rows).toMatchObject([{ id: storage.id }]);
  expect(read).toBeLessThan(300_000);
});

describe('11: what is read is believed', () => {
  test.each(['session', 'session.journal'])('a byte changed in %s is noticed', async (name) => {
    const storage = await saved(temporaryPlace());
    await storage.append(delta('b'));
    await storage.append(delta('c'));
    const path = join(storage.location, name);
    const bytes = readFileSync(path);
    const at = name === 'session' ? 0 : bytes.indexOf('+3 ');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const report = await storage.verify();
    expect(report.faults).not.toEqual([]);
    const reader = await fileSystemRepository(join(storage.location, '..')).open(storage.id, {
      readOnly: true,
    });
    const text = await loadText(reader).catch((error) => error.code);
    expect(['nothing', 'DAMAGED', 'S@1', 'S|a@2']).toContain(text);
  });
});

test('12: of a damaged snapshot the generation before is left, and the journals behind it', async () => {
  const place = temporaryPlace();
  const storage = await saved(place);
  await storage.append(snapshot('T'));
  await storage.append(delta('b'));
  await storage.close();
  writeFileSync(join(storage.location, 'session'), 'rotten');
  const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
  expect(await loadText(reader)).toBe('S|a@2');
});

describe('13: ids lead anywhere, and two makers get one session', () => {
  test.each(['../other', 'a/b', 'a\\b', '..', '', 'nul\0', 'x'.repeat(300), '\ud800'])(
    'the id %j is refused',
    async (id) => {
      const repository = fileSystemRepository(temporaryPlace());
      await expect(repository.open(id)).rejects.toMatchObject({ code: 'INVALID_ID' });
      await expect(repository.remove(id)).rejects.toMatchObject({ code: 'INVALID_ID' });
    },
  );

  test('makers at the very same moment have each a session of their own', async () => {
    const place = temporaryPlace();
    vi.spyOn(performance, 'now').mockReturnValue(1000);
    const made = await Promise.all(
      Array.from({ length: 5 }, () => fileSystemRepository(place).create()),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(5);
  });
});

test('14: one bad entry hides no other from a listing', async () => {
  const place = temporaryPlace();
  const { id } = await saved(place);
  symlinkSync(join(place, 'nowhere'), join(place, 'dangling.session'));
  symlinkSync('loop.session', join(place, 'loop.session'));
  writeFileSync(join(place, 'file.session'), 'no folder');
  mkdirSync(join(place, 'odd.session', 'session'), { recursive: true });
  const ids = [];
  for await (const row of fileSystemRepository(place).list()) ids.push(row.id);
  expect(ids).toContain(id);
  expect(ids).not.toContain('dangling');
});

test('16: single-session mode removes nothing outside of its repository', async () => {
  const place = temporaryPlace();
  const outside = await saved(temporaryPlace());
  await outside.close();
  symlinkSync(outside.location, join(place, 'last-session'));
  const storage = await fileSystemRepository(place).create({ legacyMode: true });
  expect(statSync(outside.location).isDirectory()).toBe(true);
  const last = await fileSystemRepository(place).getLastStorage({ readOnly: true });
  expect(last?.id).toBe(storage.id);
});

describe('single-session mode', () => {
  test('can be asked for by several at once: each gets a session, and one of them is the last', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const made = await Promise.all(
      Array.from({ length: 8 }, () => repository.create({ legacyMode: true })),
    );
    await repository.close();
    const last = await fileSystemRepository(repository.location).getLastStorage({ readOnly: true });
    expect(made.map(({ id }) => id)).toContain(last?.id);
  });

  test('leaves no session behind whose link could not be set', async () => {
    const place = temporaryPlace();
    const system = new FailingFileSystem();
    const repository = defineRepository(new FileSystemDriver(place, {}, system.fileSystem));
    system.failure = { operation: 'rename', path: 'last-session', code: 'EIO' };
    await expect(repository.create({ legacyMode: true })).rejects.toMatchObject({
      code: 'IO_FAILED',
      cause: { code: 'EIO' },
    });
    expect(readdirSync(place)).toEqual([]);
  });

  test('has its link on disk before the session is handed out', async () => {
    const place = temporaryPlace();
    const done: string[] = [];
    const fs: FileSystem = {
      ...nodeFileSystem,
      rename: (from, to) => {
        nodeFileSystem.rename(from, to);
        done.push(`rename ${to}`);
      },
      open: (path, flags, mode) => {
        done.push(`open ${path}`);
        return nodeFileSystem.open(path, flags, mode);
      },
      sync: (fd) => around(nodeFileSystem.sync(fd), { after: () => done.push('sync') }),
    };
    await defineRepository(new FileSystemDriver(place, {}, fs)).create({ legacyMode: true });
    const link = join(place, 'last-session');
    expect(done.slice(-3)).toEqual([`rename ${link}`, `open ${place}`, 'sync']);
  });
});

test('17: a removal that could not be finished says what stayed', async () => {
  const place = temporaryPlace();
  const unlink: FileSystem['unlink'] = (path) => {
    if (!path.endsWith('stays')) return nodeFileSystem.unlink(path);
    const error = Object.assign(new Error('EPERM: unlink'), { code: 'EPERM', syscall: 'unlink' });
    return {
      sync: () => {
        throw error;
      },
      async: (done) => done(error, undefined),
    };
  };
  const storage = await saved(place, { ...nodeFileSystem, unlink });
  writeFileSync(join(storage.location, 'io-logs', 'stays'), '');
  await expect(storage.remove()).rejects.toMatchObject({
    code: 'REMOVE_INCOMPLETE',
    message: expect.stringContaining('stays'),
    cause: { code: 'EPERM' },
  });
  const left = readdirSync(place, { recursive: true, encoding: 'utf8' });
  expect(left.filter((path) => path.endsWith('stays'))).toHaveLength(1);
  expect(left.some((path) => path.startsWith(storage.id))).toBe(false);
});

test('19: the umask of the process stays as it is', async () => {
  const umask = vi.spyOn(process, 'umask');
  await saved(temporaryPlace());
  expect(umask).not.toHaveBeenCalled();
});

describe('others who come between', () => {
  test('a writer frozen while it keeps a generation puts no file of its successor there', async () => {
    const place = temporaryPlace();
    const successor = new FileSystemDriver(place);
    let id = '';
    let isAwaited = false;
    const link: FileSystem['link'] = (from, to) => {
      if (isAwaited) {
        isAwaited = false;
        const fence = successor.claimSync(id, { force: true });
        const record = { sequence: 3, kind: 'snapshot', bytes: Buffer.from('theirs') } as const;
        expect(successor.appendSync(id, [record], fence)).toBe(true);
      }
      nodeFileSystem.link(from, to);
    };
    const storage = await saved(place, { ...nodeFileSystem, link });
    id = storage.id;
    isAwaited = true;
    await expect(storage.append(snapshot('ours'))).rejects.toMatchObject({ code: 'LOCK_LOST' });
    expect(isAwaited).toBe(false);
    const generation = join(storage.location, 'generations', '000000000001.session');
    expect(readFileSync(generation, 'utf8')).toBe('S');
    const reader = await fileSystemRepository(place).open(id, { readOnly: true });
    expect(await loadText(reader)).toBe('theirs@3');
    await successor.close();
  });

  test('a session that is cleared away before its maker has it is made once more', async () => {
    class Cleared extends FileSystemDriver {
      cleared: string[] = [];

      override claim(id: string): Promise<number> {
        if (this.cleared.length < 2) {
          rmSync(this.locate(id), { recursive: true });
          this.cleared.push(id);
        }
        return super.claim(id);
      }
    }
    const driver = new Cleared(temporaryPlace());
    const storage = await defineRepository(driver).create();
    expect(driver.cleared).toHaveLength(2);
    expect(driver.cleared).not.toContain(storage.id);
    await storage.append(snapshot('S'));
    await storage.close();
  });
});
