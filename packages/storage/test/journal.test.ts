import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import { defineRepository, fileSystemRepository } from '../src/index.js';
import { delta, loadText, snapshot, textOf } from './records.js';
import { temporaryPlace } from './temporary-place.js';

test('deltas come back in order behind their snapshot', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await Promise.all([
    storage.append(delta('a')),
    storage.append(delta('b')),
    storage.append(delta('c')),
  ]);
  expect(storage.sequence).toBe(4);
  await storage.close();
  const again = await fileSystemRepository(place).open(storage.id);
  expect(await loadText(again)).toBe('S|a|b|c@4');
  await again.append(delta('d'));
  expect(await loadText(again)).toBe('S|a|b|c|d@5');
  await again.close();
});

test('a clean close cuts the zeros off, and a journal open for writing has them', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  const journal = join(storage.location, 'session.journal');
  expect(statSync(journal).size).toBe(256 * 1024);
  await storage.close();
  const lines = readFileSync(journal, 'utf8').split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^[0-9a-f]{8} \+2 1 a$/);
  expect(lines[2]).toBe('');
});

test('a journal that outgrows its zeros brings the next along, as many as it has grown by', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  await storage.append(snapshot('S'));
  const text = 'x'.repeat(1000);
  const size = (): number => statSync(join(storage.location, 'session.journal')).size / 1024;
  expect(size()).toBe(256);
  for (let i = 0; i < 400; i++) await storage.append(delta(text));
  expect(size()).toBe(768);
  for (let i = 0; i < 1600; i++) await storage.append(delta(text));
  expect(size()).toBe(2816);
  expect((await storage.load())?.deltas).toHaveLength(2000);
  await storage.close();
});

test('a long journal is copied in writes of about a MiB, as each of them waits for the disk', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  const text = 'x'.repeat(100_000);
  for (let i = 0; i < 40; i++) storage.appendSync(delta(text));
  await storage.close();
  const sizes: number[] = [];
  const write: FileSystem['write'] = (fd, bytes, position) => {
    sizes.push(bytes.length);
    return nodeFileSystem.write(fd, bytes, position);
  };
  const fileSystem = { ...nodeFileSystem, write };
  const again = await defineRepository(new FileSystemDriver(place, {}, fileSystem)).open(
    storage.id,
  );
  // The first is the lock's, the last brings zeros along.
  expect(sizes).toHaveLength(6);
  for (const size of sizes.slice(1, -1)) {
    expect(size).toBeGreaterThan(900_000);
    expect(size).toBeLessThanOrEqual(1024 * 1024);
  }
  expect((await again.load())?.deltas).toHaveLength(40);
  await again.close();
});

test('records of any bytes come back as they were', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
  await storage.append({ kind: 'snapshot', bytes });
  await storage.append({ kind: 'delta', bytes });
  const loaded = await storage.load();
  expect(Buffer.compare(loaded?.snapshot ?? Buffer.of(), bytes)).toBe(0);
  expect(Buffer.compare(loaded?.deltas[0] ?? Buffer.of(), bytes)).toBe(0);
  await storage.close();
});

test('a snapshot that continues an earlier checkpoint takes the place of the deltas up to it', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  await storage.append(delta('b'));
  const [fold] = await Promise.all([
    storage.append(snapshot('Sa', { continues: 2 })),
    storage.append(delta('c')),
    storage.append(delta('d')),
  ]);
  expect(fold).toMatchObject({ sequence: 2, kind: 'snapshot' });
  await storage.append(delta('e'));
  expect(await loadText(storage)).toBe('Sa|b|c|d|e@6');
  expect(textOf(await storage.loadAt(1))).toBe('S@1');
  expect(textOf(await storage.loadAt(4))).toBe('Sa|b|c@4');
  await storage.close();
  const again = await fileSystemRepository(place).open(storage.id);
  expect(await loadText(again)).toBe('Sa|b|c|d|e@6');
  await again.close();
});

test('a last snapshot folds the journal away', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  await storage.append(snapshot('Sa', { continues: storage.position }));
  await storage.close();
  expect(readFileSync(join(storage.location, 'session'), 'utf8')).toBe('Sa');
  const again = await fileSystemRepository(place).open(storage.id, { readOnly: true });
  expect(await loadText(again)).toBe('Sa@2');
});

test('history lists the checkpoints that are left, newest first, and each can be loaded', async () => {
  const storage = await fileSystemRepository(temporaryPlace(), { keepGenerations: 2 }).create();
  for (let i = 1; i <= 5; i++) {
    await storage.append(snapshot(`S${i}`));
    await storage.append(delta(`d${i}`));
  }
  const sequences: number[] = [];
  for await (const { sequence, kind } of storage.history()) {
    sequences.push(sequence);
    expect(kind).toBe(sequence % 2 === 1 ? 'snapshot' : 'delta');
  }
  expect(sequences).toEqual([10, 9, 8, 7, 6, 5]);
  for (const sequence of sequences)
    expect((await storage.loadAt(sequence)).sequence).toBe(sequence);
  await expect(storage.loadAt(4)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await storage.close();
});

test('a snapshot saved by another program is the session, and our journal is set aside', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  await storage.close();
  const foreign = (await import('node:zlib')).gzipSync('from Python');
  writeFileSync(join(storage.location, 'session'), foreign);
  const again = await fileSystemRepository(place).open(storage.id);
  const loaded = await again.load();
  expect(Buffer.compare(loaded?.snapshot ?? Buffer.of(), foreign)).toBe(0);
  expect(loaded?.deltas).toEqual([]);
  expect(loaded?.sequence).toBe(3);
  expect(loaded?.faults.map(({ code }) => code)).toEqual(['FOREIGN_SNAPSHOT', 'SET_ASIDE']);
  expect(existsSync(join(storage.location, 'set-aside'))).toBe(true);
  await again.append(delta('b'));
  await again.close();
  const third = await fileSystemRepository(place).open(storage.id);
  expect(await third.load()).toMatchObject({ sequence: 4, faults: [] });
  await third.close();
});

test('in snapshot mode there is no journal, and numbers still go on', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place, { mode: 'snapshot' }).create();
  await expect(storage.append(delta('a'))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  for (const text of ['S1', 'S2', 'S3']) await storage.append(snapshot(text));
  await storage.close();
  expect(existsSync(join(storage.location, 'session.journal'))).toBe(false);
  const again = await fileSystemRepository(place, { mode: 'snapshot' }).open(storage.id);
  expect(await loadText(again)).toBe('S3@3');
  await again.close();
});

test('the twin that writes at once keeps the order with what is still being written', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  const first = storage.append(snapshot('S'));
  await first;
  const waiting = [storage.append(delta('a')), storage.append(delta('b'))];
  expect(storage.appendSync(delta('c')).sequence).toBe(4);
  const after = storage.append(delta('d'));
  expect((await Promise.all(waiting)).map(({ sequence }) => sequence)).toEqual([2, 3]);
  expect((await after).sequence).toBe(5);
  expect(await loadText(storage)).toBe('S|a|b|c|d@5');
  await storage.close();
  const again = await fileSystemRepository(place).open(storage.id);
  expect(await loadText(again)).toBe('S|a|b|c|d@5');
  await again.close();
});

test('a synchronous snapshot overtakes one that is still being saved', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  const slow = storage.append(snapshot('S1'));
  const queued = storage.append(delta('a'));
  storage.appendSync(snapshot('S2'));
  await Promise.all([slow, queued]);
  await storage.append(delta('b'));
  expect(await loadText(storage)).toBe('S2|b@4');
  await storage.close();
  const again = await fileSystemRepository(place).open(storage.id);
  expect(await loadText(again)).toBe('S2|b@4');
  await again.close();
});

test.each([
  { disk: 'that answers at once', longestWait: Number.MAX_VALUE, threads: 1 },
  { disk: 'that takes its time', longestWait: 0, threads: 3 },
])(
  'on a disk $disk, $threads of three deltas are handed to a thread',
  async ({ longestWait, threads }) => {
    let handed = 0;
    const write: FileSystem['write'] = (fd, bytes, position) => {
      const step = nodeFileSystem.write(fd, bytes, position);
      return {
        sync: step.sync,
        async: (done) => {
          handed++;
          step.async(done);
        },
      };
    };
    const fs: FileSystem = { ...nodeFileSystem, write, longestWait };
    const storage = await defineRepository(new FileSystemDriver(temporaryPlace(), {}, fs)).create();
    await storage.append(snapshot('S'));
    handed = 0;
    for (const text of ['a', 'b', 'c']) {
      await storage.append(delta(text));
      // In a turn of the event loop of its own, which nothing else has held.
      await setImmediate();
    }
    expect(handed).toBe(threads);
    expect(await loadText(storage)).toBe('S|a|b|c@4');
    await storage.close();
  },
);

test('a program that does nothing but save gives timers their turn', async () => {
  const fs: FileSystem = { ...nodeFileSystem, longestWait: Number.MAX_VALUE };
  const storage = await defineRepository(new FileSystemDriver(temporaryPlace(), {}, fs)).create();
  await storage.append(snapshot('S'));
  let rang = false;
  setTimeout(() => {
    rang = true;
  }, 1);
  // Without end if no turn is given: then the time of the test runs out.
  while (!rang) await storage.append(delta('a'));
  await storage.close();
});
