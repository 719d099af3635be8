import { existsSync, linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import {
  defineRepository,
  fileSystemRepository,
  type LockedStorageError,
  type SessionStorage,
} from '../src/index.js';
import { bundle, Program } from './processes/program.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

/** `PLAINBOX_ROUNDS=100` is the whole; usually fewer. */
const rounds = Number(process.env['PLAINBOX_ROUNDS'] ?? 8);

async function savedSession(place: string): Promise<SessionStorage> {
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  return storage;
}

function lockFile(storage: SessionStorage): string {
  const name = readdirSync(storage.location).find((each) => each.startsWith('session.lock.'));
  return join(storage.location, name ?? '');
}

test('a second writer is refused, and told who has the session', async () => {
  const place = temporaryPlace();
  const storage = await savedSession(place);
  const refusal = await fileSystemRepository(place)
    .open(storage.id)
    .catch((error: LockedStorageError) => error);
  expect(refusal).toMatchObject({
    name: 'LockedStorageError',
    code: 'LOCKED',
    owner: { pid: process.pid, host: hostname() },
  });
  expect((refusal as Error).message).toContain(String(process.pid));
  await storage.close();
  await fileSystemRepository(place)
    .open(storage.id)
    .then((again) => again.close());
});

for (const operation of ['list', 'unlink'] as const) {
  test(`an opening that fails at any ${operation} keeps nobody out, and takes nobody's session`, async () => {
    for (let passing = 0; passing < 4; passing++) {
      const place = temporaryPlace();
      const storage = await savedSession(place);
      let left = Number.POSITIVE_INFINITY;
      const fs: FileSystem = {
        ...nodeFileSystem,
        [operation]: (path: string) => {
          if (left-- > 0) return nodeFileSystem[operation](path);
          left = Number.POSITIVE_INFINITY;
          const error = Object.assign(new Error('EMFILE'), { code: 'EMFILE', syscall: operation });
          return { async: (done: (error: Error) => void) => done(error) };
        },
      };
      const repository = defineRepository(new FileSystemDriver(place, {}, fs));
      const isTaken = async (): Promise<boolean> => {
        left = passing;
        const taken = await repository.open(storage.id, { force: true }).catch((error) => error);
        left = Number.POSITIVE_INFINITY;
        if (taken.code === undefined) await taken.close();
        else expect(taken.code).toBe('TOO_MANY_FILES');
        return taken.code === undefined;
      };
      const before = lockFile(storage);
      await isTaken();
      // Unless the lock before was swept away already, its owner goes on, and is still known.
      const next = storage.append(delta('b'));
      if (existsSync(before)) {
        expect((await next).sequence).toBe(3);
        await expect(repository.open(storage.id)).rejects.toMatchObject({ code: 'LOCKED' });
      } else {
        await expect(next).rejects.toMatchObject({ code: 'LOCK_LOST' });
      }
      await storage.close();
      await isTaken();
      const again = await repository.open(storage.id);
      expect(again.sequence).toBeGreaterThanOrEqual(2);
      await again.close();
    }
  });
}

test('an opening that can look at nothing any more keeps nobody out', async () => {
  for (let passing = 0; passing < 12; passing++) {
    const place = temporaryPlace();
    const saved = await savedSession(place);
    await saved.close();
    const { id } = saved;
    let left = passing;
    const fail = (): Error | undefined =>
      left-- > 0 ? undefined : Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'lstat' });
    const fs: FileSystem = {
      ...nodeFileSystem,
      lstat: (path) => {
        const error = fail();
        if (error === undefined) return nodeFileSystem.lstat(path);
        return {
          sync: () => {
            throw error;
          },
          async: (done) => done(error, undefined as never),
        };
      },
    };
    const repository = defineRepository(new FileSystemDriver(place, {}, fs));
    const failed = await repository.open(id).catch((error) => error);
    left = Number.POSITIVE_INFINITY;
    if (failed.code === undefined) await failed.close();
    else expect(failed.code).toBe('IO_FAILED');
    const again = await repository.open(id);
    expect(await loadText(again)).toBe('S|a@2');
    await again.close();
  }
});

test('anybody can look who has a session, and whether that one is dead', async () => {
  const place = temporaryPlace();
  const storage = await savedSession(place);
  const repository = fileSystemRepository(place);
  expect(await repository.findOwner(storage.id)).toMatchObject({
    owner: { pid: process.pid, host: hostname(), fence: 1 },
    isDead: false,
  });
  // The next use of the same pid: it started at another time.
  const name = lockFile(storage);
  const owner = JSON.parse(readFileSync(name, 'utf8'));
  writeFileSync(name, JSON.stringify({ ...owner, startTime: '1' }));
  expect(await repository.findOwner(storage.id)).toMatchObject({ isDead: true });
  await storage.close();
  expect(await repository.findOwner(storage.id)).toBeUndefined();
});

test('a reader needs no lock, and sees whole checkpoints while the writer goes on', async () => {
  const place = temporaryPlace();
  const writer = await fileSystemRepository(place).create();
  const words = ['w1'];
  await writer.append(snapshot('w1'));
  const reader = await fileSystemRepository(place).open(writer.id, { readOnly: true });
  let reading = true;
  const reads = (async () => {
    let count = 0;
    while (reading) {
      const loaded = await reader.load();
      const text = [loaded?.snapshot, ...(loaded?.deltas ?? [])]
        .map((bytes) => Buffer.from(bytes ?? []).toString())
        .join(' ');
      expect(text.split(' ')).toEqual(
        Array.from({ length: loaded?.sequence ?? 0 }, (_, index) => `w${index + 1}`),
      );
      expect(loaded?.faults.filter(({ code }) => code !== 'TORN_TAIL')).toEqual([]);
      count++;
    }
    return count;
  })();
  for (let i = 2; i <= 300; i++) {
    words.push(`w${i}`);
    if (i % 40 === 0) await writer.append(snapshot(words.join(' ')));
    else await writer.append(delta(`w${i}`));
    if (i % 25 === 0) void writer.append(snapshot(words.join(' '), { continues: i }));
  }
  reading = false;
  expect(await reads).toBeGreaterThan(3);
  await writer.close();
});

test('a writer whose lock a backup has linked finds out all the same that another took over', async () => {
  const place = temporaryPlace();
  const storage = await savedSession(place);
  linkSync(lockFile(storage), join(place, 'backup'));
  const taker = await fileSystemRepository(place).open(storage.id, { force: true });
  await taker.append(delta('b'));
  await expect(storage.append(delta('x'))).rejects.toMatchObject({ code: 'LOCK_LOST' });
  expect(() => storage.appendSync(snapshot('X'))).toThrow(/took over/);
  await taker.append(delta('c'));
  expect(await loadText(taker)).toBe('S|a|b|c@4');
  await Promise.all([storage.close(), taker.close()]);
});

test('takeovers within one process leave no file open', async () => {
  const place = temporaryPlace();
  const opened = new Set<number>();
  const watched: FileSystem = {
    ...nodeFileSystem,
    open: (path, flags, mode) => {
      const step = nodeFileSystem.open(path, flags, mode);
      const note = (fd: number): number => {
        opened.add(fd);
        return fd;
      };
      return {
        sync: () => note(step.sync()),
        async: (done) => step.async((error, fd) => done(error, error ? fd : note(fd))),
      };
    },
    close: (fd) => {
      expect(opened.delete(fd)).toBe(true);
      return nodeFileSystem.close(fd);
    },
  };
  const repository = defineRepository(new FileSystemDriver(place, {}, watched));
  const storage = await repository.create();
  await storage.append(snapshot('S'));
  const former = [storage];
  for (let i = 0; i < 5; i++) former.push(await repository.open(storage.id, { force: true }));
  await expect(storage.append(delta('x'))).rejects.toMatchObject({ code: 'LOCK_LOST' });
  for (const each of former) await each.close();
  expect(opened.size).toBe(0);
});

test('a writer that is taken over while it saves is told so, whatever it saves', async () => {
  const repository = fileSystemRepository(temporaryPlace());
  const storage = await repository.create();
  await storage.append(snapshot('S'));
  for (const input of [delta('a'), snapshot('T')]) {
    const outdated = await repository.open(storage.id, { force: true });
    const { sequence } = outdated;
    const saving = outdated.append(input).then(
      () => 'stored',
      ({ code }) => code,
    );
    const taker = await repository.open(storage.id, { force: true });
    expect(await saving).toBe(taker.sequence > sequence ? 'stored' : 'LOCK_LOST');
    await outdated.close();
    await taker.close();
  }
});

describe('an owner is proved dead before its lock is taken', () => {
  const cases: [string, Record<string, unknown>, 'taken' | 'LOCKED'][] = [
    ['another machine of this host name', { machineId: 'its-own', bootId: 'its-own' }, 'LOCKED'],
    ['a pid that another process has now', { startTime: '1' }, 'taken'],
    ['a pid that nobody has', { pid: 2 ** 22 + 1 }, 'taken'],
    ['another host', { host: 'elsewhere', bootId: 'its-own' }, 'LOCKED'],
    ['another container', { pidNamespace: 'pid:[1]', pid: 2 ** 22 + 1 }, 'LOCKED'],
    ['this very process', {}, 'LOCKED'],
  ];
  for (const [name, change, outcome] of cases) {
    test(`${name}: ${outcome}`, async () => {
      const place = temporaryPlace();
      const storage = await savedSession(place);
      const path = lockFile(storage);
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
      const opened = await fileSystemRepository(place)
        .open(storage.id)
        .then(
          () => 'taken',
          ({ code }) => code,
        );
      expect(opened).toBe(outcome);
    });
  }

  test('an owner that left no readable name is taken over by force only', async () => {
    const place = temporaryPlace();
    const storage = await savedSession(place);
    writeFileSync(lockFile(storage), 'who knows');
    const repository = fileSystemRepository(place);
    await expect(repository.open(storage.id)).rejects.toMatchObject({
      code: 'LOCKED',
      owner: { pid: null },
    });
    const forced = await repository.open(storage.id, { force: true });
    expect(await loadText(forced)).toBe('S|a@2');
    await forced.close();
  });
});

test('a writer that was taken over by force fails at its next checkpoint, and changes nothing', async () => {
  const place = temporaryPlace();
  const storage = await savedSession(place);
  const thief = await fileSystemRepository(place).open(storage.id, { force: true });
  await thief.append(delta('b'));
  await expect(storage.append(delta('x'))).rejects.toMatchObject({
    name: 'LockLostError',
    code: 'LOCK_LOST',
  });
  await expect(storage.append(snapshot('X'))).rejects.toMatchObject({ code: 'LOCK_LOST' });
  expect(() => storage.appendSync(snapshot('X'))).toThrow(
    expect.objectContaining({ code: 'LOCK_LOST' }),
  );
  await storage.close();
  await thief.append(delta('c'));
  expect(await loadText(thief)).toBe('S|a|b|c@4');
  await thief.close();
});

describe('with processes', () => {
  let contender: Awaited<ReturnType<typeof bundle>>;
  let sleeper: Awaited<ReturnType<typeof bundle>>;
  beforeAll(async () => {
    [contender, sleeper] = await Promise.all([bundle('contender'), bundle('sleeper')]);
  });
  afterAll(() => {
    contender.discard();
    sleeper.discard();
  });

  test(`of 8 contenders for a dead owner's session one wins, in each of ${rounds} rounds`, {
    timeout: 600_000,
  }, async () => {
    const place = temporaryPlace();
    const storage = await savedSession(place);
    await storage.close();
    const start = async (): Promise<Program> => {
      const program = Program.start(contender.path, place);
      expect(await program.line()).toBe('ready');
      return program;
    };
    const contenders = await Promise.all(Array.from({ length: 8 }, start));
    for (let round = 0; round < rounds; round++) {
      for (const each of contenders) each.tell(storage.id);
      const answers = await Promise.all(contenders.map((each) => each.line()));
      expect(answers.filter((answer) => answer === 'won')).toHaveLength(1);
      expect(answers.filter((answer) => answer === 'LOCKED')).toHaveLength(7);
      const winner = answers.indexOf('won');
      await contenders[winner]?.kill();
      contenders[winner] = await start();
    }
    await Promise.all(contenders.map((each) => each.kill()));
    const last = await fileSystemRepository(place).open(storage.id);
    expect(last.sequence).toBe(2 + rounds);
    await last.close();
  });

  for (const form of ['delta', 'sync', 'snapshot', 'fold']) {
    test(`a suspended writer finds out that another took over, and changes nothing (${form})`, async () => {
      const place = temporaryPlace();
      const storage = await savedSession(place);
      await storage.close();
      const suspended = Program.start(sleeper.path, place, storage.id, form);
      expect(await suspended.line()).toBe('ready');
      const repository = fileSystemRepository(place);
      suspended.child.kill('SIGSTOP');
      await expect(repository.open(storage.id)).rejects.toMatchObject({
        code: 'LOCKED',
        owner: { pid: suspended.pid },
      });
      const taker = await repository.open(storage.id, { force: true });
      await taker.append(delta('b'));
      suspended.tell('x');
      suspended.child.kill('SIGCONT');
      expect(await suspended.line()).toBe('LOCK_LOST');
      await taker.append(delta('c'));
      expect(await loadText(taker)).toBe('S|a|b|c@4');
      await suspended.kill();
      await repository.close();
    });
  }
});
