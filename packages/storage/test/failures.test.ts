import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import { defineRepository, fileSystemRepository, type SessionStorage } from '../src/index.js';
import { FailingFileSystem, type Failure } from './failing-file-system.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

async function open(): Promise<{
  storage: SessionStorage;
  place: string;
  system: FailingFileSystem;
}> {
  const place = temporaryPlace();
  const system = new FailingFileSystem();
  const driver = new FileSystemDriver(place, {}, system.fileSystem);
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  return { storage, place, system };
}

async function readerText(place: string, id: string): Promise<string> {
  return loadText(await fileSystemRepository(place).open(id, { readOnly: true }));
}

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'NO_SPACE',
  EDQUOT: 'NO_SPACE',
  EIO: 'IO_FAILED',
  EACCES: 'ACCESS_DENIED',
  EROFS: 'READ_ONLY_PLACE',
  EMFILE: 'TOO_MANY_FILES',
  ENOTDIR: 'NOT_A_DIRECTORY',
};

describe('a failed checkpoint names its cause, leaves the one before whole, and the next can succeed', () => {
  const failures: (Failure & { kind: 'snapshot' | 'delta' })[] = [
    { kind: 'delta', operation: 'write', path: '.tmp.', code: 'EIO' },
    { kind: 'delta', operation: 'write', path: '.tmp.', code: 'ENOSPC' },
    ...['EIO', 'ENOSPC', 'EDQUOT'].flatMap((code) => [
      { kind: 'snapshot', operation: 'write', path: '.tmp.', code } as const,
      { kind: 'snapshot', operation: 'sync', path: '.tmp.', code } as const,
    ]),
    { kind: 'snapshot', operation: 'sync', path: '.session', code: 'EIO' },
    { kind: 'snapshot', operation: 'rename', path: '/session.journal', code: 'EIO' },
    { kind: 'snapshot', operation: 'rename', path: '.session/session', code: 'EIO' },
    { kind: 'snapshot', operation: 'link', path: '.tmp.', code: 'EIO' },
    ...['EACCES', 'EROFS', 'EMFILE', 'ENOTDIR'].map(
      (code) => ({ kind: 'snapshot', operation: 'open', path: '.tmp.', code }) as const,
    ),
  ];
  for (const { kind, ...failure } of failures) {
    for (const form of ['append', 'appendSync'] as const) {
      test(`${failure.code} at ${failure.operation} of ${failure.path}, ${form} of a ${kind}`, async () => {
        const { storage, place, system } = await open();
        system.failure = failure;
        const input = kind === 'snapshot' ? snapshot('X') : delta('x');
        const error = await Promise.resolve()
          .then(() => storage[form](input))
          .catch((rejection) => rejection);
        expect(error).toMatchObject({
          name: 'StorageError',
          code: meanings[failure.code],
          cause: { code: failure.code },
          sessionId: storage.id,
        });
        expect(system.failed).toBeGreaterThan(0);
        system.failure = undefined;
        // Never acknowledged: what a reader finds is the checkpoint before, or that one whole.
        const whole = kind === 'snapshot' ? 'X@3' : 'S|a|x@3';
        expect(['S|a@2', whole]).toContain(await readerText(place, storage.id));
        expect(storage.sequence).toBe(2);
        await expect(storage.append(delta('b'))).rejects.toMatchObject({ code: 'SNAPSHOT_NEEDED' });
        expect((await storage.append(snapshot('T'))).sequence).toBe(3);
        await storage.append(delta('c'));
        expect(await readerText(place, storage.id)).toBe('T|c@4');
        await storage.close();
        expect(readdirSync(storage.location).filter((name) => name.startsWith('.'))).toEqual([]);
        const again = await fileSystemRepository(place).open(storage.id);
        expect(await again.load()).toMatchObject({ sequence: 4, faults: [] });
        await again.close();
      });
    }
  }
});

test('a fold that fails is told, and costs no checkpoint', async () => {
  const { storage, place, system } = await open();
  for (const failure of [
    { operation: 'sync', path: '.tmp.', code: 'EIO' },
    { operation: 'rename', path: '/session.journal', code: 'EIO' },
    { operation: 'rename', path: '.session/session', code: 'ENOSPC' },
    { operation: 'sync', path: 'generations', code: 'EIO' },
  ] as const) {
    system.failure = failure;
    const last = storage.position;
    const folding = storage.append(snapshot('F', { continues: last }));
    await expect(folding).rejects.toMatchObject({ cause: { code: failure.code } });
    system.failure = undefined;
    await storage.append(delta('b'));
    expect(await readerText(place, storage.id)).toBe(
      `S|a${'|b'.repeat(storage.sequence - 2)}@${storage.sequence}`,
    );
  }
  await storage.append(snapshot('Sabbbb', { continues: storage.position }));
  await storage.append(delta('c'));
  expect(await readerText(place, storage.id)).toBe('Sabbbb|c@7');
  await storage.close();
});

test('after a failed sync the bytes are written anew', async () => {
  const { storage, system } = await open();
  const inode = statSync(join(storage.location, 'session.journal')).ino;
  system.failure = { operation: 'write', path: '.tmp.', code: 'EIO' };
  await expect(storage.append(delta('b'))).rejects.toMatchObject({ code: 'IO_FAILED' });
  system.failure = undefined;
  await storage.append(snapshot('Sab'));
  expect(statSync(join(storage.location, 'session.journal')).ino).not.toBe(inode);
  await storage.close();
});

test('checkpoints that were handed in behind a failed one fail with it', async () => {
  const { storage, place, system } = await open();
  system.failure = { operation: 'write', path: '.tmp.', code: 'ENOSPC' };
  const outcomes = await Promise.allSettled([
    storage.append(delta('b')),
    storage.append(delta('c')),
    storage.append(snapshot('Sabc')),
  ]);
  const codes = outcomes.map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason.code : 'stored',
  );
  expect(codes).toEqual(['NO_SPACE', 'ABANDONED', 'ABANDONED']);
  system.failure = undefined;
  await storage.append(snapshot('Sabc'));
  expect(await readerText(place, storage.id)).toBe('Sabc@3');
  await storage.close();
});

test('a session whose folder was removed says so', async () => {
  const { storage } = await open();
  rmSync(storage.location, { recursive: true });
  await expect(storage.append(delta('b'))).rejects.toMatchObject({
    code: 'VANISHED',
    path: storage.location,
  });
  await expect(storage.append(snapshot('T'))).rejects.toMatchObject({ code: 'VANISHED' });
});

test('a lock that can not be emptied is given back all the same', async () => {
  const { storage, place, system } = await open();
  system.failure = { operation: 'truncate', path: '.lock.', code: 'EPERM' };
  await storage.close();
  expect(system.failed).toBe(1);
  const again = await fileSystemRepository(place).open(storage.id);
  expect(again.sequence).toBe(2);
  await again.close();
  expect(readdirSync(storage.location).filter((name) => name.includes('lock'))).toEqual([
    'session.lock.3',
  ]);
});

test('a session whose folder was moved acknowledges nothing where it is not any more', async () => {
  const { storage, place } = await open();
  const moved = join(place, 'moved.session');
  renameSync(storage.location, moved);
  await expect(storage.append(delta('b'))).rejects.toMatchObject({ code: 'VANISHED' });
  await expect(storage.append(snapshot('T'))).rejects.toMatchObject({ code: 'VANISHED' });
  expect(() => storage.appendSync(snapshot('T'))).toThrow(/was removed or moved/);
  await storage.close();
  const again = await fileSystemRepository(place).open('moved');
  expect(again.sequence).toBeGreaterThanOrEqual(2);
  await again.close();
});

test('a checkpoint that another program saved meanwhile is not overwritten', async () => {
  const { storage } = await open();
  writeFileSync(join(storage.location, 'session'), 'from elsewhere');
  await expect(storage.append(snapshot('T'))).rejects.toMatchObject({ code: 'CHANGED_BESIDE' });
  expect(statSync(join(storage.location, 'session')).size).toBe('from elsewhere'.length);
  await storage.close();
});

/** A file system of two megabytes; `undefined` where mounting is not allowed. */
function smallDisk(code: string): string | undefined {
  const place = temporaryPlace();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', place], {
      stdio: 'ignore',
    });
  } catch {
    console.log(`mounting is not allowed here: the injected ${code} above stands for this test`);
    return undefined;
  }
  // Lazily: what a failed test left open must not keep it.
  onTestFinished(() => void execFileSync('umount', ['-l', place]));
  return place;
}

test('a place that is really read-only: a typed error, and reading goes on', async () => {
  const place = smallDisk('EROFS');
  if (place === undefined) return;
  const made = await fileSystemRepository(place).create();
  await made.append(snapshot('S'));
  await made.close();
  execFileSync('mount', ['-o', 'remount,ro', place]);
  const repository = fileSystemRepository(place);
  const refusal = { code: 'READ_ONLY_PLACE', cause: { code: 'EROFS' } };
  await expect(repository.create()).rejects.toMatchObject(refusal);
  await expect(repository.open(made.id)).rejects.toMatchObject(refusal);
  await expect(repository.remove(made.id)).rejects.toMatchObject(refusal);
  expect(await readerText(place, made.id)).toBe('S@1');
  execFileSync('mount', ['-o', 'remount,rw', place]);
  const storage = await repository.open(made.id);
  await storage.append(delta('a'));
  await storage.close();
  expect(await readerText(place, made.id)).toBe('S|a@2');
});

test('a folder that is really full: a typed error, and on with it once there is room', async () => {
  const place = smallDisk('ENOSPC');
  if (place === undefined) return;
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  const filler = join(place, 'filler');
  writeFileSync(filler, Buffer.alloc(1024 * 1024));
  let stored = 0;
  const text = 'x'.repeat(20_000);
  const error = await (async () => {
    for (; ; stored++) await storage.append(delta(text));
  })().catch((rejection) => rejection);
  expect(error).toMatchObject({ code: 'NO_SPACE', cause: { code: 'ENOSPC' } });
  const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
  expect((await reader.load())?.deltas.length).toBeGreaterThanOrEqual(stored);
  rmSync(filler);
  await storage.append(snapshot('T'));
  await storage.append(delta('t'));
  expect(await loadText(reader)).toBe(`T|t@${stored + 3}`);
  await storage.close();
});

/** Writes to a file until not one more byte finds room. */
function fill(path: string): void {
  for (const size of [64 * 1024, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {}
  }
}

describe('on a full disk', () => {
  test('a session can be removed, one can be pruned, and none is left half-made', async () => {
    const place = temporaryPlace();
    const system = new FailingFileSystem();
    const repository = defineRepository(new FileSystemDriver(place, {}, system.fileSystem));
    const made = [await repository.create(), await repository.create()];
    for (const storage of made) await storage.append(snapshot('S'));
    for (const storage of made) await storage.close();
    system.failure = { operation: 'write', path: '', code: 'ENOSPC' };
    await expect(repository.create()).rejects.toMatchObject({ code: 'NO_SPACE' });
    expect(readdirSync(place)).toHaveLength(2);
    await repository.remove(made[0]?.id ?? '');
    const report = await repository.prune({ keep: 0 });
    expect(report).toMatchObject({ removed: [{ id: made[1]?.id }], failed: [] });
    expect(readdirSync(place)).toEqual([]);
  });

  test('a session that another has open is not removed', async () => {
    const { storage, place, system } = await open();
    system.failure = { operation: 'write', path: '', code: 'ENOSPC' };
    const other = defineRepository(new FileSystemDriver(place, {}, system.fileSystem));
    await expect(other.remove(storage.id)).rejects.toMatchObject({ code: 'LOCKED' });
    system.failure = undefined;
    await storage.append(delta('b'));
    expect(await readerText(place, storage.id)).toBe('S|a|b@3');
  });

  test('a disk that is really full gets room by removing a session', async () => {
    const place = smallDisk('ENOSPC');
    if (place === undefined) return;
    const repository = fileSystemRepository(place);
    const storage = await repository.create();
    await storage.append(snapshot('S'.repeat(1_000_000)));
    await storage.close();
    fill(join(place, 'filler'));
    await expect(repository.create()).rejects.toMatchObject({ code: 'NO_SPACE' });
    expect(readdirSync(place)).toEqual(['filler', `${storage.id}.session`]);
    await repository.remove(storage.id);
    await (await repository.create()).append(snapshot('T'));
  });
});
