import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import {
  defineRepository,
  fileSystemRepository,
  type SessionStorage,
  type SessionStorageRepository,
} from '../src/index.js';
import { delta, loadText, snapshot, textOf } from './records.js';
import { temporaryPlace } from './temporary-place.js';

type Copies = ReadonlyMap<string, Buffer>;

function copy(storage: SessionStorage, ...names: string[]): Copies {
  return new Map(names.map((name) => [name, readFileSync(join(storage.location, name))]));
}

function putBack(storage: SessionStorage, copies: Copies): void {
  for (const [name, bytes] of copies) writeFileSync(join(storage.location, name), bytes);
}

const zipped = (text: string): ReturnType<typeof snapshot> => ({
  kind: 'snapshot',
  bytes: gzipSync(text),
});

describe('files that were put back from an older copy', () => {
  /** Checkpoints 1 to 8; the copies are of the time of checkpoint 2. */
  async function withOlderCopies(
    place: string,
    whole: (text: string) => ReturnType<typeof snapshot>,
  ): Promise<{ storage: SessionStorage; session: Copies; journal: Copies }> {
    const repository = fileSystemRepository(place, { keepGenerations: 5 });
    const first = await repository.create();
    await first.append(whole('S1'));
    await first.append(delta('d2'));
    await first.close();
    const session = copy(first, 'session');
    const journal = copy(first, 'session.journal');
    const storage = await repository.open(first.id);
    await storage.append(delta('d3'));
    await storage.append(whole('S4'));
    await storage.append(delta('d5'));
    await storage.append(whole('S6'));
    for (const n of [7, 8]) await storage.append(delta(`d${n}`));
    await storage.close();
    return { storage, session, journal };
  }

  async function texts(storage: SessionStorage): Promise<string[]> {
    const found: string[] = [];
    for await (const { sequence } of storage.history()) {
      found.unshift(textOf(await storage.loadAt(sequence)));
    }
    return found;
  }

  test('a snapshot with its journal: what was archived since is newer, and no number comes to mean two states', async () => {
    const place = temporaryPlace();
    const { storage, session, journal } = await withOlderCopies(place, snapshot);
    putBack(storage, new Map([...session, ...journal]));
    const again = await fileSystemRepository(place, { keepGenerations: 5 }).open(storage.id);
    const loaded = await again.load();
    expect(textOf(loaded)).toBe('S4|d5@5');
    expect(loaded?.faults).toMatchObject([{ code: 'MISSING_JOURNAL' }]);
    expect(await again.verify()).toMatchObject({ ok: false, sequence: 5 });
    await expect(again.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
    const repaired = await again.repair();
    expect(repaired).toMatchObject({ repaired: true, ok: true, sequence: 5 });
    const kept = repaired.keptAside.map((path) => readFileSync(path));
    for (const bytes of [...session.values(), ...journal.values()]) {
      expect(kept.some((each) => each.equals(bytes))).toBe(true);
    }
    await again.append(delta('d6'));
    await again.append(snapshot('S7'));
    expect(await again.verify()).toMatchObject({ ok: true, faults: [] });
    expect(await texts(again)).toEqual([
      ...['S1@1', 'S1|d2@2', 'S1|d2|d3@3', 'S4@4', 'S4|d5@5', 'S4|d5|d6@6', 'S7@7'],
    ]);
    await again.close();
  });

  test('a snapshot alone: the journal beside it tells how far it went', async () => {
    const place = temporaryPlace();
    const { storage, session } = await withOlderCopies(place, zipped);
    putBack(storage, session);
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await reader.load()).toMatchObject({
      sequence: 5,
      faults: [
        { code: 'DAMAGED_SNAPSHOT', message: expect.stringContaining('older') },
        { lostFrom: 6, lostTo: 8 },
      ],
    });
  });

  /** The last checkpoint is a snapshot of its own, with nothing behind it; the copy is of the one before. */
  async function endingWithSnapshot(
    repository: SessionStorageRepository,
  ): Promise<{ storage: SessionStorage; session: Copies }> {
    const storage = await repository.create();
    await storage.append(snapshot('S1'));
    await storage.append(delta('d2'));
    const session = copy(storage, 'session');
    await storage.append(snapshot('S3'));
    await storage.close();
    return { storage, session };
  }

  const snapshotIsOlder = [
    { code: 'DAMAGED_SNAPSHOT', message: expect.stringContaining('older') },
    { code: 'DAMAGED_SNAPSHOT', lostFrom: 3, lostTo: 3 },
  ];

  test('a snapshot beside a journal that was closed, and so had its own in place', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const { storage, session } = await endingWithSnapshot(repository);
    putBack(storage, session);
    const reader = await repository.open(storage.id, { readOnly: true });
    const loaded = await reader.load();
    expect(textOf(loaded)).toBe('S1|d2@2');
    expect(loaded?.faults).toMatchObject(snapshotIsOlder);
    expect(await reader.verify()).toMatchObject({ ok: false });
  });

  test('a snapshot beside a journal that was opened again, and not closed any more', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const { storage, session } = await endingWithSnapshot(repository);
    await using again = await repository.open(storage.id);
    const opened = copy(again, 'session.journal');
    await again.close();
    putBack(storage, new Map([...session, ...opened]));
    const reader = await repository.open(storage.id, { readOnly: true });
    const loaded = await reader.load();
    expect(textOf(loaded)).toBe('S1|d2@2');
    expect(loaded?.faults).toMatchObject(snapshotIsOlder);
  });

  test('a snapshot whose own journal is kept no more: what the newer one tells of is lost', async () => {
    const repository = fileSystemRepository(temporaryPlace(), { keepGenerations: 0 });
    const { storage, session } = await endingWithSnapshot(repository);
    putBack(storage, session);
    const reader = await repository.open(storage.id, { readOnly: true });
    expect(await reader.load()).toMatchObject({
      sequence: 1,
      faults: [{ code: 'MISSING_JOURNAL', lostFrom: 2, lostTo: 3 }],
    });
  });

  test('a journal alone is not what another program has left behind', async () => {
    const place = temporaryPlace();
    const { storage, journal } = await withOlderCopies(place, zipped);
    putBack(storage, journal);
    const again = await fileSystemRepository(place).open(storage.id);
    const loaded = await again.load();
    expect(gunzipSync(loaded?.snapshot ?? '').toString()).toBe('S6');
    expect(loaded?.faults).toMatchObject([{ code: 'MISSING_JOURNAL' }]);
    await expect(again.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
    expect(await again.repair()).toMatchObject({ repaired: true, ok: true });
    await again.append(delta('next'));
    expect(await again.verify()).toMatchObject({ ok: true, faults: [] });
    await again.close();
  });

  test('nor is the journal of another session', async () => {
    const place = temporaryPlace();
    const { storage } = await withOlderCopies(place, zipped);
    const other = await fileSystemRepository(place).create();
    for (let n = 1; n <= 9; n++) await other.append(zipped(`other ${n}`));
    await other.close();
    putBack(storage, copy(other, 'session.journal'));
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    const loaded = await reader.load();
    expect(gunzipSync(loaded?.snapshot ?? '').toString()).toBe('S6');
    expect(loaded?.faults).toMatchObject([{ code: 'MISSING_JOURNAL' }]);
    expect(await reader.verify()).toMatchObject({ ok: false });
  });
});

describe('what no damage has done is not told to be damage', () => {
  test('changes of generation that ended before the snapshot had its place, and what another program saves then', async () => {
    const place = temporaryPlace();
    let failing = false;
    const driver = new FileSystemDriver(
      place,
      {},
      {
        ...nodeFileSystem,
        rename: (from, to) => {
          if (failing && to.endsWith('/session')) {
            throw Object.assign(new Error('EIO'), { code: 'EIO' });
          }
          nodeFileSystem.rename(from, to);
        },
      },
    );
    const storage = await defineRepository(driver).create();
    await storage.append(snapshot('S1'));
    await storage.append(delta('d2'));
    failing = true;
    await expect(storage.append(snapshot('S1|d2', { continues: 2 }))).rejects.toThrow();
    await storage.append(delta('d3'));
    await expect(storage.append(snapshot('S4'))).rejects.toThrow();
    await storage.close();
    const repository = fileSystemRepository(place);
    for (const n of [4, 5]) {
      await using again = await repository.open(storage.id);
      expect(await again.load()).toMatchObject({ sequence: n - 1, faults: [] });
      await again.append(delta(`d${n}`));
    }
    const reader = await repository.open(storage.id, { readOnly: true });
    expect(await loadText(reader)).toBe('S1|d2|d3|d4|d5@5');
    writeFileSync(join(storage.location, 'session'), gzipSync('of plainbox'));
    await using after = await repository.open(storage.id);
    expect((await after.load())?.faults.map(({ code }) => code)).toEqual([
      'FOREIGN_SNAPSHOT',
      'SET_ASIDE',
    ]);
    await after.append(delta('d7'));
    expect(await after.load()).toMatchObject({ sequence: 7, faults: [] });
  });

  test('what another program saves after a repair has put the older generations aside', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    for (const n of [1, 2, 3]) await storage.append(zipped(`S${n}`));
    await storage.close();
    writeFileSync(join(storage.location, 'generations/000000000002.session'), 'rotten');
    writeFileSync(join(storage.location, 'generations/000000000002.journal'), 'rotten');
    const again = await fileSystemRepository(place).open(storage.id);
    expect(await again.repair()).toMatchObject({ repaired: true, ok: true, onlyHistory: true });
    await again.close();
    writeFileSync(join(storage.location, 'session'), gzipSync('of plainbox'));
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await reader.verify()).toMatchObject({ ok: true, sequence: 4 });
  });

  test('another program saving twice around a change to whole snapshots that was cut off', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    await storage.append(zipped('S1'));
    await storage.append(delta('d2'));
    await storage.close();
    const session = join(storage.location, 'session');
    writeFileSync(session, gzipSync('of plainbox'));
    // Archived by a save in snapshot mode that ended before the journal made way.
    writeFileSync(
      join(storage.location, 'generations/000000000003.session'),
      readFileSync(session),
    );
    for (const text of ['of plainbox', 'of plainbox again']) {
      writeFileSync(session, gzipSync(text));
      const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
      expect(await reader.verify()).toMatchObject({ ok: true, sequence: 4 });
    }
  });
});
