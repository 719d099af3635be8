import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import {
  defineRepository,
  fileSystemRepository,
  isStorageError,
  type SessionStorage,
  type SessionStorageRepository,
} from '../src/index.js';
import { delta, loadText, snapshot, textOf } from './records.js';
import { temporaryPlace } from './temporary-place.js';

function repositoryOn(place: string, fs: Partial<FileSystem>): SessionStorageRepository {
  return defineRepository(new FileSystemDriver(place, {}, { ...nodeFileSystem, ...fs }));
}

async function numbersOf(storage: SessionStorage): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { sequence } of storage.history()) numbers.push(sequence);
  return numbers;
}

/** The states of all checkpoints, oldest first. */
async function textsOf(storage: SessionStorage): Promise<string[]> {
  const texts: string[] = [];
  for (const sequence of (await numbersOf(storage)).reverse()) {
    texts.push(textOf(await storage.loadAt(sequence)));
  }
  return texts;
}

/** The machine's file system, on which one look at a lock fails: the one after so many others, once it was told to. */
class OddLocks {
  #passing = Number.POSITIVE_INFINITY;

  readonly fileSystem: Partial<FileSystem> = {
    longestWait: 0,
    lstat: (path) => {
      const step = nodeFileSystem.lstat(path);
      return {
        sync: () => {
          if (path.includes('session.lock') && this.#passing-- === 0) {
            this.#passing = Number.POSITIVE_INFINITY;
            throw Object.assign(new Error('EIO: lstat'), { code: 'EIO', syscall: 'lstat' });
          }
          return step.sync();
        },
        async: step.async,
      };
    },
  };

  failAfter(looks: number): void {
    this.#passing = looks;
  }

  get hasFailed(): boolean {
    return this.#passing === Number.POSITIVE_INFINITY;
  }
}

/** Makes the byte of a letter another one. */
function damage(path: string, letter: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.lastIndexOf(letter)] = 0x21;
  writeFileSync(path, bytes);
}

test('a snapshot that is saved while a fold is about to archive leaves each generation what it is', async () => {
  const place = temporaryPlace();
  let between: (() => void) | undefined;
  const repository = repositoryOn(place, {
    makeDirectory: (path, mode) => {
      const step = nodeFileSystem.makeDirectory(path, mode);
      return {
        sync: step.sync,
        async: (done) =>
          step.async((error) => {
            const meanwhile = path.endsWith('generations') ? between : undefined;
            if (meanwhile) between = undefined;
            meanwhile?.();
            done(error);
          }),
      };
    },
  });
  const storage = await repository.create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  between = () => storage.appendSync(snapshot('T'));
  await storage.append(snapshot('Sa', { continues: 2 }));
  expect(between).toBeUndefined();
  await storage.append(delta('b'));
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  expect(await loadText(storage)).toBe('T|b@4');
  expect(await numbersOf(storage)).toEqual([4, 3, 2, 1]);
  await storage.close();
});

test('a fold goes on in the journal that a synchronous checkpoint has moved while it read the one before', async () => {
  const beingRead = new Set<number>();
  const closedMeanwhile: number[] = [];
  let between: (() => Promise<void>) | undefined;
  const repository = repositoryOn(temporaryPlace(), {
    longestWait: 0,
    close: (fd) => {
      if (beingRead.has(fd)) closedMeanwhile.push(fd);
      return nodeFileSystem.close(fd);
    },
    read: (fd, into, position) => {
      const step = nodeFileSystem.read(fd, into, position);
      const meanwhile = between;
      if (meanwhile === undefined) return step;
      between = undefined;
      return {
        sync: step.sync,
        async: (done) => {
          beingRead.add(fd);
          void meanwhile().then(() => {
            beingRead.delete(fd);
            step.async(done);
          });
        },
      };
    },
  });
  const storage = await repository.create();
  await storage.append(snapshot('S'));
  for (const text of ['a', 'b']) await storage.append(delta(text));
  between = async () => {
    const saving = storage.append(delta('c'));
    storage.appendSync(delta('d'));
    await saving;
    await setTimeout(20);
  };
  await storage.append(snapshot('Sa', { continues: 2 }));
  expect(between).toBeUndefined();
  expect(closedMeanwhile).toEqual([]);
  expect(await loadText(storage)).toBe('Sa|b|c|d@5');
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  await storage.close();
});

test('after a repair that went back, the next record has to be a whole snapshot', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  await storage.append(snapshot('S'));
  for (const text of ['x', 'y', 'z']) await storage.append(delta(text));
  damage(join(storage.location, 'session.journal'), 'y');
  expect(await storage.repair()).toMatchObject({ repaired: true, sequence: 2 });
  await expect(storage.append(delta('w'))).rejects.toMatchObject({ code: 'SNAPSHOT_NEEDED' });
  await storage.append(snapshot('Sxyzw'));
  expect(await loadText(storage)).toBe('Sxyzw@3');
  await storage.close();
});

test('what a synchronous checkpoint would have moved is refused as anything else is after a takeover', async () => {
  const place = temporaryPlace();
  const storage = await repositoryOn(place, { longestWait: 0 }).create();
  await storage.append(snapshot('S'));
  const taker = await fileSystemRepository(place).open(storage.id, { force: true });
  const lost = expect.objectContaining({ code: 'LOCK_LOST' });
  const saving = storage.append(delta('a'));
  expect(() => storage.appendSync(delta('b'))).toThrow(lost);
  await expect(saving).rejects.toEqual(lost);
  await expect(storage.append(delta('c'))).rejects.toEqual(lost);
  expect(await loadText(taker)).toBe('S@1');
  await storage.close();
  await taker.close();
});

test('of those that open a session by force at once, each has it or is told that another has', async () => {
  const place = temporaryPlace();
  const { id } = await fileSystemRepository(place).create();
  for (let round = 0; round < 20; round++) {
    const opening = [1, 2, 3].map(() => fileSystemRepository(place).open(id, { force: true }));
    const outcomes = await Promise.allSettled(opening);
    const opened = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(opened.length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(isStorageError(outcome.reason, 'LOCK_LOST'), String(outcome.reason)).toBe(true);
      }
    }
    for (const storage of opened) await storage.close();
  }
});

test('what a suspended writer had begun to write changes no archive after a takeover', async () => {
  const place = temporaryPlace();
  let goOn: (() => void) | undefined;
  let holds = false;
  const repository = repositoryOn(place, {
    longestWait: 0,
    write: (fd, bytes, position) => {
      const step = nodeFileSystem.write(fd, bytes, position);
      return {
        sync: step.sync,
        async: (done) => {
          if (holds && Buffer.from(bytes).includes('late')) goOn = () => step.async(done);
          else step.async(done);
        },
      };
    },
  });
  const storage = await repository.create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  holds = true;
  const folding = storage.append(snapshot('Sa', { continues: 2 })).catch(({ code }) => code);
  const late = storage.append(delta('late')).catch(({ code }) => code);
  const archived = join(storage.location, 'generations', '000000000001.journal');
  await expect.poll(() => existsSync(archived)).toBe(true);

  const taker = await fileSystemRepository(place).open(storage.id, { force: true });
  await taker.append(delta('b'));
  const before = readFileSync(archived);
  goOn?.();
  expect(await late).toBe('LOCK_LOST');
  await folding;
  expect(readFileSync(archived).equals(before)).toBe(true);
  expect(statSync(archived).nlink).toBe(1);
  expect(await loadText(taker)).toBe('S|a|b@3');
  await storage.close();
  await taker.close();
});

test('behind a record of which it could not be seen whose it is, none is acknowledged that nobody could read', async () => {
  const place = temporaryPlace();
  const locks = new OddLocks();
  const storage = await repositoryOn(place, {
    ...locks.fileSystem,
    longestWait: Number.POSITIVE_INFINITY,
  }).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  await setTimeout(5);
  locks.failAfter(0);
  // Written in place, so that its promise is told only after this turn.
  const saving = storage.append(delta('b'));
  const told = expect(saving).rejects.toMatchObject({ code: 'IO_FAILED' });
  expect(locks.hasFailed).toBe(true);
  expect(() => storage.appendSync(delta('c'))).toThrow(
    expect.objectContaining({ code: 'IO_FAILED' }),
  );
  await told;
  await expect(storage.append(delta('c'))).rejects.toMatchObject({ code: 'SNAPSHOT_NEEDED' });
  expect((await storage.append(snapshot('T'))).sequence).toBe(3);
  await storage.append(delta('d'));
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  expect(await numbersOf(storage)).toEqual([4, 3, 2, 1]);
  expect(await textsOf(storage)).toEqual(['S@1', 'S|a@2', 'T@3', 'T|d@4']);
  await storage.close();
});

test('a look at the lock that fails beside a write that is under way loses nobody the lock', async () => {
  for (let looks = 0; looks < 6; looks++) {
    const locks = new OddLocks();
    const storage = await repositoryOn(temporaryPlace(), locks.fileSystem).create();
    await storage.append(snapshot('S'));
    await storage.append(delta('a'));
    const saving = ['b', 'c'].map((text) => storage.append(delta(text)));
    const outcomes = Promise.allSettled(saving);
    locks.failAfter(looks);
    try {
      storage.appendSync(delta('d'));
    } catch (error) {
      expect(error).toMatchObject({ code: 'IO_FAILED' });
    }
    for (const outcome of await outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'IO_FAILED' });
    }
    locks.failAfter(Number.POSITIVE_INFINITY);
    const { sequence } = await storage.append(snapshot('T'));
    expect(await loadText(storage)).toBe(`T@${sequence}`);
    expect(await storage.verify()).toMatchObject({ ok: true });
    await storage.close();
  }
});
