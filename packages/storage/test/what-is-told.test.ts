import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSystemRepository, type SessionStorage } from '../src/index.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

function flipHeader(storage: SessionStorage): void {
  const path = join(storage.location, 'session.journal');
  const bytes = readFileSync(path);
  const at = bytes.indexOf('"base":"sha') + 4;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('no more is told to be lost than is known to be', () => {
  test('of a journal with a damaged header, what an older one has as well', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const storage = await repository.create();
    await storage.append(snapshot('S1'));
    for (const n of [2, 3]) await storage.append(delta(`d${n}`));
    const fold = storage.append(snapshot('S1|d2|d3', { continues: 3 }));
    await storage.append(delta('d4'));
    await fold;
    await storage.close();
    flipHeader(storage);
    const reader = await repository.open(storage.id, { readOnly: true });
    expect(await loadText(reader)).toBe('S1|d2|d3|d4@4');
    const faults = (await reader.load())?.faults;
    expect(faults).toMatchObject([
      { code: 'DAMAGED_JOURNAL', message: expect.stringContaining('no checkpoint is known') },
    ]);
    expect(faults?.[0]).not.toHaveProperty('lostTo');
  });

  test('but what only that one had', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const storage = await repository.create();
    await storage.append(snapshot('S1'));
    await storage.append(delta('d2'));
    await storage.append(snapshot('S3'));
    for (const n of [4, 5]) await storage.append(delta(`d${n}`));
    await storage.close();
    flipHeader(storage);
    const reader = await repository.open(storage.id, { readOnly: true });
    expect((await reader.load())?.faults[0]).toMatchObject({
      code: 'DAMAGED_JOURNAL',
      lostFrom: 3,
      lostTo: 5,
    });
  });

  test('of an open journal that was cut off within its zeros, nothing', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    await using storage = await repository.create();
    await storage.append(snapshot('S1'));
    await storage.append(delta('d2'));
    truncateSync(join(storage.location, 'session.journal'), 100_001);
    const reader = await repository.open(storage.id, { readOnly: true });
    const loaded = await reader.load();
    expect(loaded).toMatchObject({ sequence: 2, faults: [{ code: 'DAMAGED_JOURNAL' }] });
    expect(loaded?.faults[0]).not.toHaveProperty('lostTo');
    expect(await reader.verify()).toMatchObject({ ok: false, sequence: 2 });
  });

  test('of one that was archived so, what the next one tells of', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const storage = await repository.create();
    await storage.append(snapshot('S1'));
    for (const n of [2, 3]) await storage.append(delta(`d${n}`));
    const session = readFileSync(join(storage.location, 'session'));
    const journal = join(storage.location, 'generations/000000000001.journal');
    await storage.append(snapshot('S4'));
    const next = readFileSync(join(storage.location, 'session.journal'));
    await storage.close();
    // As a crash leaves it that came before the snapshot had its place.
    writeFileSync(join(storage.location, 'session'), session);
    writeFileSync(join(storage.location, 'session.journal'), next);
    const bytes = readFileSync(journal);
    const end = bytes.indexOf('d2\n') + 3;
    writeFileSync(journal, Buffer.concat([bytes.subarray(0, end), Buffer.alloc(1000)]));
    const reader = await repository.open(storage.id, { readOnly: true });
    expect(await reader.load()).toMatchObject({
      sequence: 2,
      faults: [{ code: 'DAMAGED_JOURNAL', lostFrom: 3, lostTo: 3 }],
    });
  });
});

test('whoever lost a session while repairing it is told so, and not that it is damaged', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S1'));
  for (const n of [2, 3]) await storage.append(delta(`d${n}`));
  await storage.close();
  flipHeader(storage);
  await using first = await fileSystemRepository(place).open(storage.id);
  await expect(first.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
  await using second = await fileSystemRepository(place).open(storage.id, { force: true });
  await expect(first.repair()).rejects.toMatchObject({ code: 'LOCK_LOST' });
  await expect(first.append(delta('x'))).rejects.toMatchObject({ code: 'LOCK_LOST' });
  expect(await second.repair()).toMatchObject({ repaired: true, ok: true });
  await second.append(snapshot('S4'));
});
