import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import {
  defineRepository,
  fileSystemRepository,
  type SessionStorageRepository,
  type StorageInfo,
} from '../src/index.js';
import { delta, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

const DAY = 24 * 60 * 60 * 1000;

/** A closed session that was last touched so many days ago. */
async function sessionOf(
  repository: SessionStorageRepository,
  days: number,
  bytes = 100,
): Promise<string> {
  const storage = await repository.create();
  await storage.append(snapshot('s'.repeat(bytes)));
  await storage.close();
  const then = new Date(Date.now() - days * DAY);
  for (const name of readdirSync(storage.location)) {
    utimesSync(join(storage.location, name), then, then);
  }
  utimesSync(storage.location, then, then);
  return storage.id;
}

async function rowsOf(repository: SessionStorageRepository): Promise<Map<string, StorageInfo>> {
  const rows = new Map<string, StorageInfo>();
  for await (const row of repository.list()) rows.set(row.id, row);
  return rows;
}

describe('pruning', () => {
  test('by age, by count and by size keeps the youngest, and a dry run removes nothing', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const [old, middle, young] = [
      await sessionOf(repository, 30, 5000),
      await sessionOf(repository, 10, 5000),
      await sessionOf(repository, 1, 5000),
    ];
    const policies = [
      [{ olderThan: new Date(Date.now() - 20 * DAY) }, [old]],
      [{ keep: 1 }, [old, middle]],
      [{ maxBytes: 15_000 }, [old]],
      [{}, []],
    ] as const;
    for (const [policy, expected] of policies) {
      const report = await repository.prune({ ...policy, dryRun: true });
      expect(report.removed.map(({ id }) => id)).toEqual(expected);
    }
    expect((await rowsOf(repository)).size).toBe(3);
    const report = await repository.prune({ keep: 1 });
    expect(report).toMatchObject({ kept: [young], failed: [] });
    expect(report.freed).toBeGreaterThan(10_000);
    expect([...(await rowsOf(repository)).keys()]).toEqual([young]);
  });

  test('by size keeps no session that is older than one that had no room', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const [old, middle, young] = [
      await sessionOf(repository, 30, 100),
      await sessionOf(repository, 10, 300_000),
      await sessionOf(repository, 1, 100),
    ];
    const report = await repository.prune({ maxBytes: 10_000 });
    expect(report.removed.map(({ id }) => id)).toEqual([old, middle]);
    expect(report.kept).toEqual([young]);
  });

  test('leaves sessions alone that are open, damaged or no sessions at all', async () => {
    const place = temporaryPlace();
    const repository = fileSystemRepository(place);
    const open = await repository.create();
    await open.append(snapshot('S'));
    const damaged = await sessionOf(repository, 30);
    writeFileSync(join(place, `${damaged}.session`, 'session'), 'rotten');
    writeFileSync(join(place, 'notes.txt'), 'mine');
    const outside = temporaryPlace();
    symlinkSync(outside, join(place, 'link.session'));
    const report = await repository.prune({ keep: 0 });
    expect(report.removed).toEqual([]);
    expect(report.kept.toSorted()).toEqual([open.id, damaged].toSorted());
    expect(readdirSync(place)).toContain('notes.txt');
    expect(statSync(outside).isDirectory()).toBe(true);
    await open.close();
  });

  test('leaves a session alone that was used while the others were measured', async () => {
    const place = temporaryPlace();
    const repository = fileSystemRepository(place);
    const [used, unused] = [await sessionOf(repository, 30), await sessionOf(repository, 20)];
    const driver = new FileSystemDriver(place);
    const measure = driver.measure.bind(driver);
    driver.measure = async (id) => {
      if (id === used) {
        const storage = await repository.open(used);
        await storage.append(snapshot('T'));
        await storage.close();
      }
      return measure(id);
    };
    const report = await defineRepository(driver).prune({ keep: 0 });
    expect(report.removed.map(({ id }) => id)).toEqual([unused]);
    expect(report).toMatchObject({ kept: [used], failed: [] });
    expect([...(await rowsOf(repository)).keys()]).toEqual([used]);
  });

  test('leaves a session alone that was used between the last look at it and its lock', async () => {
    const place = temporaryPlace();
    const used = await sessionOf(fileSystemRepository(place), 30);
    let isUsed = false;
    const link: FileSystem['link'] = (from, to) => {
      if (!isUsed) {
        isUsed = true;
        const fence = new FileSystemDriver(place).claimSync(used);
        // Given back.
        writeFileSync(join(place, `${used}.session`, `session.lock.${fence}`), '');
      }
      nodeFileSystem.link(from, to);
    };
    const driver = new FileSystemDriver(place, {}, { ...nodeFileSystem, link });
    const report = await defineRepository(driver).prune({ keep: 0 });
    expect(isUsed).toBe(true);
    expect(report).toMatchObject({ removed: [], kept: [used], failed: [] });
  });

  test.each([
    { keep: -1 },
    { keep: Number.NaN },
    { maxBytes: -5 },
    { olderThan: new Date('never') },
  ])('refuses a limit that can not be meant: %o', async (policy) => {
    const repository = fileSystemRepository(temporaryPlace());
    await sessionOf(repository, 1);
    await expect(repository.prune(policy)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await rowsOf(repository)).size).toBe(1);
  });

  test('clears away what its maker left half-made, and removals that were cut off', async () => {
    const place = temporaryPlace();
    const repository = fileSystemRepository(place);
    const kept = await sessionOf(repository, 1);
    mkdirSync(join(place, 'half.session', 'io-logs'), { recursive: true });
    mkdirSync(join(place, '.removed.gone.2.1', 'io-logs'), { recursive: true });
    expect((await rowsOf(repository)).get('half')).toMatchObject({ state: 'half-made' });
    const report = await repository.prune({ halfMade: true });
    expect(report.removed).toMatchObject([{ id: 'half', why: 'half-made' }]);
    expect(readdirSync(place)).toEqual([`${kept}.session`]);
  });
});

describe('a listing', () => {
  test('has a row for each session, with the fault of those that are bad', async () => {
    const place = temporaryPlace();
    const repository = fileSystemRepository(place);
    const good = await sessionOf(repository, 1);
    const spoil = async (spoiler: (folder: string) => void): Promise<string> => {
      const id = await sessionOf(repository, 2);
      spoiler(join(place, `${id}.session`));
      return id;
    };
    const bad = {
      'a snapshot that is another': await spoil((folder) =>
        writeFileSync(join(folder, 'session'), 'rotten'),
      ),
      'a snapshot cut short': await spoil((folder) => {
        const bytes = readFileSync(join(folder, 'session'));
        writeFileSync(join(folder, 'session'), bytes.subarray(0, 20));
      }),
      'a journal without a header': await spoil((folder) =>
        writeFileSync(join(folder, 'session.journal'), 'rotten'),
      ),
      'no snapshot': await spoil((folder) => writeFileSync(join(folder, 'session'), '')),
    };
    mkdirSync(join(place, 'python.session'));
    const zipped = gzipSync('saved by plainbox');
    writeFileSync(join(place, 'python.session', 'session'), zipped);
    mkdirSync(join(place, 'cut.session'));
    writeFileSync(join(place, 'cut.session', 'session'), zipped.subarray(0, -3));
    mkdirSync(join(place, 'folder.session', 'session'), { recursive: true });
    const rows = await rowsOf(repository);
    expect(rows.get(good)).toMatchObject({ state: 'saved', sequence: 1 });
    expect(rows.get('python')).toMatchObject({ state: 'saved' });
    expect(rows.get('cut')).toMatchObject({ state: 'damaged', fault: { code: 'DAMAGED' } });
    expect(rows.get('folder')).toMatchObject({ fault: { code: 'UNSAFE_PATH' } });
    for (const [what, id] of Object.entries(bad)) {
      expect(rows.get(id), what).toMatchObject({ state: 'damaged', fault: { code: 'DAMAGED' } });
    }
  });

  test('sees a living writer as it goes on, never as damage', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const storage = await repository.create();
    let writing = true;
    const write = (async () => {
      for (let i = 0; i < 60; i++) {
        await storage.append(i % 7 === 0 ? snapshot(`S${i}`) : delta(`d${i}`));
      }
      writing = false;
    })();
    while (writing) {
      const row = (await rowsOf(repository)).get(storage.id);
      expect(row?.fault).toBeUndefined();
      expect(row?.owner?.pid).toBe(process.pid);
    }
    await write;
    await repository.close();
  });
});
