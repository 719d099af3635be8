import { expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import type { Step } from '../src/filesystem/steps.js';
import { defineRepository, fileSystemRepository, type SessionStorage } from '../src/index.js';
import { FailingFileSystem } from './failing-file-system.js';
import { delta, loadText, snapshot, textOf } from './records.js';
import { temporaryPlace } from './temporary-place.js';

async function open(
  fs: FileSystem = nodeFileSystem,
): Promise<{ storage: SessionStorage; system: FailingFileSystem; place: string }> {
  const place = temporaryPlace();
  const system = new FailingFileSystem({ ...fs, longestWait: 0 });
  const driver = new FileSystemDriver(place, { keepGenerations: 5 }, system.fileSystem);
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  return { storage, system, place };
}

/** The states of all checkpoints that are told of, oldest first. */
async function historyOf(storage: SessionStorage): Promise<string[]> {
  const texts: string[] = [];
  for await (const { sequence } of storage.history()) {
    texts.unshift(textOf(await storage.loadAt(sequence)));
  }
  return texts;
}

const lastSync = { operation: 'sync', path: '.session', code: 'EIO', after: 3 } as const;
/** The journal has its new name by then, and the snapshot not yet. */
const lastRename = {
  operation: 'rename',
  path: '.session/session',
  code: 'EIO',
  after: 1,
} as const;

/** The machine's file system, on which something is done in between, before the asynchronous step after so many others. */
class Between {
  passing = Number.POSITIVE_INFINITY;
  act: () => void = () => {};
  readonly fileSystem: FileSystem = {
    ...nodeFileSystem,
    open: (...given) => this.#watched(nodeFileSystem.open(...given)),
    close: (...given) => this.#watched(nodeFileSystem.close(...given)),
    write: (...given) => this.#watched(nodeFileSystem.write(...given)),
    sync: (...given) => this.#watched(nodeFileSystem.sync(...given)),
    lstat: (...given) => this.#watched(nodeFileSystem.lstat(...given)),
    makeDirectory: (...given) => this.#watched(nodeFileSystem.makeDirectory(...given)),
    unlink: (...given) => this.#watched(nodeFileSystem.unlink(...given)),
  };

  #watched<T>(step: Step<T>): Step<T> {
    return {
      sync: step.sync,
      async: (done) => {
        if (this.passing-- === 0) this.act();
        step.async(done);
      },
    };
  }
}

test('a fold that a snapshot overtakes at any step leaves no trace', async () => {
  let steps = 0;
  for (let wasOvertaken = true; wasOvertaken; steps++) {
    const between = new Between();
    const { storage } = await open(between.fileSystem);
    await storage.append(delta('b'));
    wasOvertaken = false;
    between.act = () => {
      wasOvertaken = true;
      storage.appendSync(snapshot('T'));
    };
    between.passing = steps;
    expect((await storage.append(snapshot('Sab', { continues: 3 }))).sequence).toBe(3);
    between.passing = Number.POSITIVE_INFINITY;
    if (!wasOvertaken) await storage.append(snapshot('T'));
    await storage.append(delta('c'));
    await storage.append(snapshot('U'));
    expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
    const states = (await historyOf(storage)).map((text) => text.replaceAll('|', ''));
    expect(states).toEqual(['S@1', 'Sa@2', 'Sab@3', 'T@4', 'Tc@5', 'U@6']);
    await storage.close();
  }
  expect(steps).toBeGreaterThan(10);
});

for (const opening of ['the same', 'the next'] as const) {
  test(`where a fold fails at its end, ${opening} opening goes on as if it had never been`, async () => {
    const { storage, system, place } = await open();
    system.failure = lastRename;
    const folding = storage.append(snapshot('Sa', { continues: 2 }));
    const saving = storage.append(delta('b'));
    await expect(folding).rejects.toMatchObject({ code: 'IO_FAILED' });
    system.failure = undefined;
    expect((await saving).sequence).toBe(3);
    await storage.append(delta('c'));
    expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
    let writer = storage;
    if (opening === 'the next') {
      await storage.close();
      writer = await fileSystemRepository(place, { keepGenerations: 5 }).open(storage.id);
    }
    expect(await loadText(writer)).toBe('S|a|b|c@4');
    await writer.append(snapshot('T'));
    expect(await writer.repair()).toMatchObject({ ok: true, repaired: false, faults: [] });
    expect(await historyOf(writer)).toEqual(['S@1', 'S|a@2', 'S|a|b@3', 'S|a|b|c@4', 'T@5']);
    await writer.close();
  });
}

test('where a fold failed at its end, the next one succeeds', async () => {
  const { storage, system } = await open();
  system.failure = lastRename;
  await expect(storage.append(snapshot('Sa', { continues: 2 }))).rejects.toThrow();
  system.failure = undefined;
  await storage.append(delta('b'));
  await storage.append(snapshot('Sa', { continues: 2 }));
  await storage.append(snapshot('Sab', { continues: 3 }));
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  expect(await loadText(storage)).toBe('Sab@3');
  expect(await historyOf(storage)).toEqual(['S@1', 'Sa@2', 'Sab@3']);
  await storage.close();
});

test('a number that is given again has one state, and the generations before keep theirs', async () => {
  const { storage, system } = await open();
  system.failure = lastSync;
  await expect(storage.append(snapshot('T'))).rejects.toMatchObject({ code: 'IO_FAILED' });
  system.failure = undefined;
  expect((await storage.append(snapshot('U'))).sequence).toBe(3);
  system.failure = { operation: 'rename', path: '.session/session.journal', code: 'EIO' };
  await expect(storage.append(snapshot('V'))).rejects.toMatchObject({ code: 'IO_FAILED' });
  system.failure = undefined;
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  expect((await storage.append(snapshot('W'))).sequence).toBe(4);
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  expect(await historyOf(storage)).toEqual(['S@1', 'S|a@2', 'U@3', 'W@4']);
  await storage.close();
});

test('a synchronous checkpoint that is stored only in part loses nobody the lock', async () => {
  const { storage, system } = await open();
  const saving = [storage.append(delta('b')), storage.append(snapshot('T'))];
  // The snapshot and its journal are written, what was to follow isn't.
  system.failure = { operation: 'write', path: '.tmp.', code: 'ENOSPC', after: 2 };
  expect(() => storage.appendSync(delta('c'))).toThrow(
    expect.objectContaining({ code: 'NO_SPACE' }),
  );
  system.failure = undefined;
  expect((await Promise.all(saving)).map(({ sequence }) => sequence)).toEqual([3, 4]);
  expect(await loadText(storage)).toBe('T@4');
  expect((await storage.append(snapshot('U'))).sequence).toBe(5);
  await storage.append(delta('d'));
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  expect(await loadText(storage)).toBe('U|d@6');
  await storage.close();
});

test('behind a synchronous snapshot that is stored and fails nothing goes on, and nobody loses the lock', async () => {
  const { storage, system } = await open();
  const saving = Promise.allSettled(['b', 'c'].map((text) => storage.append(delta(text))));
  system.failure = lastSync;
  expect(() => storage.appendSync(snapshot('T'))).toThrow(
    expect.objectContaining({ code: 'IO_FAILED' }),
  );
  system.failure = undefined;
  expect(await saving).toMatchObject([
    { status: 'fulfilled', value: { sequence: 3 } },
    { status: 'rejected', reason: { code: 'IO_FAILED' } },
  ]);
  expect((await storage.append(snapshot('U'))).sequence).toBe(4);
  await storage.append(delta('d'));
  expect(await loadText(storage)).toBe('U|d@5');
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  await storage.close();
});

test('a snapshot is not told to be stored because a synchronous checkpoint tried to store it, and failed', async () => {
  const { storage, system, place } = await open();
  const saving = storage.append(snapshot('T'));
  const told = expect(saving).rejects.toMatchObject({ code: 'ABANDONED', sequence: 3 });
  system.failure = { operation: 'write', path: '.tmp.', code: 'ENOSPC' };
  expect(() => storage.appendSync(delta('b'))).toThrow(
    expect.objectContaining({ code: 'NO_SPACE' }),
  );
  system.failure = undefined;
  await told;
  const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
  expect(await loadText(reader)).toBe('S|a@2');
  expect((await storage.append(snapshot('U'))).sequence).toBe(3);
  expect(await loadText(reader)).toBe('U@3');
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  await storage.close();
});
