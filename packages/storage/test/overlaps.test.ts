import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSystemRepository, type SessionStorage } from '../src/index.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

/** Deltas 2 to 4, folded at 4 while 5 to 19 go on: some of these stand in the older journal as well. */
async function foldedWhileDeltasWentOn(place: string): Promise<{
  storage: SessionStorage;
  /** Last record in the older journal. */
  overlapsTo: number;
}> {
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  for (let n = 2; n <= 4; n++) await storage.append(delta(`d${n}`));
  const fold = storage.append(snapshot('S|d2|d3|d4', { continues: 4 }));
  for (let n = 5; n < 20; n++) await storage.append(delta(`d${n}`));
  await fold;
  await storage.close();
  const older = readFileSync(join(storage.location, 'generations/000000000001.journal'), 'latin1');
  const overlapsTo = Number(
    older
      .match(/ d(\d+)\n/g)
      ?.at(-1)
      ?.slice(2),
  );
  expect(overlapsTo).toBeGreaterThan(5);
  return { storage, overlapsTo };
}

/** Flips a bit in the record with this text. */
function rot(path: string, text: string): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(` ${text}\n`) + 1;
  expect(at).toBeGreaterThan(0);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function textUpTo(last: number): string {
  const deltas = Array.from({ length: last - 1 }, (_, index) => `|d${index + 2}`);
  return `S${deltas.join('')}@${last}`;
}

describe('what was written during a fold stands in both journals', () => {
  test('and is had from the older one where the newer one is damaged', async () => {
    const place = temporaryPlace();
    const { storage, overlapsTo } = await foldedWhileDeltasWentOn(place);
    const journal = join(storage.location, 'session.journal');
    rot(journal, 'd5');
    const again = await fileSystemRepository(place).open(storage.id);
    const lost = overlapsTo < 19 ? { lostFrom: overlapsTo + 1, lostTo: 19 } : {};
    expect((await again.load())?.faults).toMatchObject([{ code: 'DAMAGED_JOURNAL', ...lost }]);
    expect(await loadText(again)).toBe(textUpTo(overlapsTo));
    await expect(again.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
    expect(await again.repair()).toMatchObject({ repaired: true, ok: true, sequence: overlapsTo });
    expect(await loadText(again)).toBe(textUpTo(overlapsTo));
    await again.append(delta('next'));
    await again.close();
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await loadText(reader)).toBe(
      `${textUpTo(overlapsTo).split('@')[0]}|next@${overlapsTo + 1}`,
    );
    expect(await reader.verify()).toMatchObject({ ok: true, faults: [] });
  });

  test('also where the snapshot is damaged as well', async () => {
    const place = temporaryPlace();
    const { storage, overlapsTo } = await foldedWhileDeltasWentOn(place);
    rot(join(storage.location, 'session.journal'), 'd6');
    writeFileSync(join(storage.location, 'session'), 'rotten');
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await loadText(reader)).toBe(textUpTo(overlapsTo));
  });

  test('and is no matter where a repair has gone on from before it', async () => {
    const place = temporaryPlace();
    const { storage } = await foldedWhileDeltasWentOn(place);
    const journal = join(storage.location, 'session.journal');
    rot(journal, 'd5');
    rot(join(storage.location, 'generations/000000000001.journal'), 'd5');
    const again = await fileSystemRepository(place).open(storage.id);
    expect(await again.repair()).toMatchObject({ repaired: true, sequence: 4 });
    for (const word of ['e5', 'e6', 'e7']) await again.append(delta(word));
    await again.close();
    rot(journal, 'e6');
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await loadText(reader)).toBe('S|d2|d3|d4|e5@5');
    expect(readdirSync(join(storage.location, 'set-aside')).length).toBeGreaterThan(0);
  });
});

test('what stands behind the last record that counts, before a snapshot of its own, proves nothing', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  for (const word of ['a', 'b']) await storage.append(delta(word));
  await storage.append(snapshot('T'));
  for (const word of ['c', 'd']) await storage.append(delta(word));
  await storage.close();
  rot(join(storage.location, 'session.journal'), 'c');
  const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
  expect(await loadText(reader)).toBe('T@4');
});
