import { constants, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DirectTail } from '../src/filesystem/direct-tail.js';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import { runSync, type Step } from '../src/filesystem/steps.js';
import { defineRepository, fileSystemRepository } from '../src/index.js';
import { lotFrom } from './crash/power-cut.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

const { O_DIRECT, O_RDWR } = constants;
const FILLED = 256 * 1024;

/** A file of zeros, and how its end is written past the page cache; `undefined` where the machine has no such way. */
function fileOfZeros(): { path: string; tail: DirectTail | undefined } {
  const path = join(temporaryPlace(), 'file');
  writeFileSync(path, Buffer.alloc(FILLED));
  const fd = nodeFileSystem.open(path, O_RDWR).sync();
  onTestFinished(() => nodeFileSystem.close(fd).sync());
  const tail = runSync(DirectTail.open(nodeFileSystem, path, nodeFileSystem.stat(fd).inode));
  if (tail !== undefined) onTestFinished(() => runSync(tail.close()));
  return { path, tail };
}

/** The machine's file system, but for writes past the page cache. */
function withDirectWrites(write: (bytes: Uint8Array, usual: Step<number>) => number): {
  fileSystem: FileSystem;
  written: number[];
} {
  const direct = new Set<number>();
  const written: number[] = [];
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    open: (path, flags, mode) => {
      const step = nodeFileSystem.open(path, flags, mode);
      const note = (fd: number): number => {
        if (flags & O_DIRECT) direct.add(fd);
        else direct.delete(fd);
        return fd;
      };
      return {
        sync: () => note(step.sync()),
        async: (done) => step.async((error, fd) => done(error, error ? fd : note(fd))),
      };
    },
    write: (fd, bytes, position) => {
      const usual = nodeFileSystem.write(fd, bytes, position);
      if (!direct.has(fd)) return usual;
      return {
        sync: () => {
          written.push(bytes.length);
          return write(bytes, usual);
        },
        async: () => {
          throw new Error('Past the page cache nothing is written but in place.');
        },
      };
    },
  };
  return { fileSystem, written };
}

describe('what is written past the page cache', () => {
  test('stands where it belongs, whatever was written before it by whichever way', () => {
    const lot = lotFrom(7);
    for (let round = 0; round < 30; round++) {
      const { path, tail } = fileOfZeros();
      const expected = Buffer.alloc(FILLED);
      let end = 0;
      for (let index = 1; index <= 12; index++) {
        const piece = Buffer.alloc(1 + Math.floor(lot() ** 3 * 9000), index);
        piece.copy(expected, end);
        if (tail === undefined || lot() < 0.3) writeFileSync(path, expected, { flag: 'r+' });
        else expect(tail.write(piece, end)).toBe(true);
        tail?.note(piece, end);
        end += piece.length;
      }
      expect(readFileSync(path).equals(expected)).toBe(true);
    }
  });

  test('is no more than fits into its memory', () => {
    const { tail } = fileOfZeros();
    expect(tail?.write(Buffer.alloc(65 * 1024), 0) ?? false).toBe(false);
  });

  test('never lands in a file that has the name by now', () => {
    const path = join(temporaryPlace(), 'file');
    writeFileSync(path, 'of another');
    expect(runSync(DirectTail.open(nodeFileSystem, path, 0))).toBeUndefined();
  });
});

const refused = Object.assign(new Error('EINVAL: write'), { code: 'EINVAL', syscall: 'write' });

describe('a checkpoint is stored through the page cache', () => {
  for (const [what, write] of [
    [
      'where no memory suits the disk',
      () => {
        throw refused;
      },
    ],
    [
      'where only a part was written past it',
      (_: Uint8Array, usual: Step<number>) => usual.sync() - 512,
    ],
  ] as const) {
    test(what, async () => {
      const place = temporaryPlace();
      const { fileSystem, written } = withDirectWrites(write);
      const storage = await defineRepository(new FileSystemDriver(place, {}, fileSystem)).create();
      await storage.append(snapshot('S'));
      for (const word of ['a', 'b', 'c']) storage.appendSync(delta(word));
      await storage.close();
      if (process.platform === 'linux') expect(written.length).toBeGreaterThan(0);
      const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
      expect(await loadText(reader)).toBe('S|a|b|c@4');
    });
  }
});

test('an error past the page cache is that of the checkpoint, and the next succeeds', async () => {
  const place = temporaryPlace();
  let isFailing = true;
  const { fileSystem, written } = withDirectWrites((_, usual) => {
    if (!isFailing) return usual.sync();
    throw Object.assign(new Error('EIO: write'), { code: 'EIO', syscall: 'write' });
  });
  const storage = await defineRepository(new FileSystemDriver(place, {}, fileSystem)).create();
  await storage.append(snapshot('S'));
  let error: unknown;
  try {
    storage.appendSync(delta('a'));
  } catch (caught) {
    error = caught;
  }
  if (written.length === 0) return; // A machine without such a way.
  expect(error).toMatchObject({ code: 'IO_FAILED' });
  isFailing = false;
  storage.appendSync(snapshot('S|a'));
  storage.appendSync(delta('b'));
  expect(await loadText(storage)).toBe('S|a|b@3');
});

describe.runIf(process.platform === 'linux')('no descriptor is left open', () => {
  const ownDescriptors = (): number => readdirSync('/proc/self/fd').length;

  async function expectNoneMoreThan(before: number): Promise<void> {
    await setTimeout(50);
    expect(ownDescriptors()).toBeLessThanOrEqual(before);
  }

  test('of journals that others have taken the place of', async () => {
    const before = ownDescriptors();
    const repository = fileSystemRepository(temporaryPlace());
    const storage = await repository.create();
    for (let round = 0; round < 3; round++) {
      await storage.append(snapshot(`S${round}`));
      for (const word of ['a', 'b']) storage.appendSync(delta(word));
    }
    await storage.close();
    await repository.close();
    await expectNoneMoreThan(before);
  });

  test('of one that could not be looked at when it was made', async () => {
    let passing = Number.POSITIVE_INFINITY;
    const stat: FileSystem['stat'] = (fd) => {
      if (passing-- === 0) throw Object.assign(new Error('EIO: fstat'), { code: 'EIO' });
      return nodeFileSystem.stat(fd);
    };
    const driver = new FileSystemDriver(temporaryPlace(), {}, { ...nodeFileSystem, stat });
    const storage = await defineRepository(driver).create();
    await storage.append(snapshot('S'));
    const before = ownDescriptors();
    for (let looks = 0; looks < 5; looks++) {
      passing = looks;
      await storage.append(snapshot('T')).catch(() => {});
      passing = Number.POSITIVE_INFINITY;
      await storage.append(snapshot('U'));
    }
    await expectNoneMoreThan(before);
    await storage.close();
  });

  test('of one that there was no room for, and that is told whatever the close says', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    await storage.append(snapshot('S'));
    await storage.close();
    let isToComplain = false;
    const write: FileSystem['write'] = (fd, bytes, position) => {
      if (bytes.length < FILLED) return nodeFileSystem.write(fd, bytes, position);
      isToComplain = true;
      return failing('ENOSPC', 'write');
    };
    const close: FileSystem['close'] = (fd) => {
      if (!isToComplain) return nodeFileSystem.close(fd);
      isToComplain = false;
      nodeFileSystem.close(fd).sync();
      return failing('EIO', 'close');
    };
    const before = ownDescriptors();
    const driver = new FileSystemDriver(place, {}, { ...nodeFileSystem, write, close });
    await expect(defineRepository(driver).open(storage.id)).rejects.toMatchObject({
      code: 'NO_SPACE',
    });
    await expectNoneMoreThan(before);
  });
});

function failing(code: string, syscall: string): Step<never> {
  const error = Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
  return {
    sync: () => {
      throw error;
    },
    async: (done) => void setImmediate(() => done(error, undefined as never)),
  };
}
