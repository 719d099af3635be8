import { expect, test } from 'vitest';
import {
  type AppendedRecord,
  defineRepository,
  fileSystemRepository,
  type SessionId,
} from '../src/index.js';
import { PlainDriver } from './plain-driver.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

/** A driver whose deltas and folds end when the test says so. */
class HandDriver extends PlainDriver {
  readonly folds: (() => void)[] = [];
  readonly deltas: (() => void)[] = [];

  override async appendBatch(
    id: SessionId,
    records: readonly AppendedRecord[],
    fence: number,
  ): Promise<boolean> {
    await new Promise<void>((resolve) => this.deltas.push(resolve));
    return super.appendBatch(id, records, fence);
  }

  override async compact(id: SessionId, record: AppendedRecord, fence: number): Promise<boolean> {
    await new Promise<void>((resolve) => this.folds.push(resolve));
    return super.compact(id, record, fence);
  }
}

for (const [name, record, text] of [
  ['a delta', delta('b'), 'Sa|b@3'],
  ['a snapshot', snapshot('T'), 'T@3'],
] as const) {
  test(`a fold whose checkpoint is stored by ${name} that is written synchronously goes on`, async () => {
    const storage = await fileSystemRepository(temporaryPlace()).create();
    await storage.append(snapshot('S'));
    const saving = storage.append(delta('a'));
    const folding = storage.append(snapshot('Sa', { continues: 2 }));
    expect(storage.appendSync(record).sequence).toBe(3);
    expect(await saving).toMatchObject({ sequence: 2 });
    expect(await folding).toMatchObject({ sequence: 2, kind: 'snapshot' });
    expect(await loadText(storage)).toBe(text);
    await storage.close();
  });
}

test('a fold that waits for another begins when that one ends, though checkpoints go on', async () => {
  const driver = new HandDriver();
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'));
  const first = storage.append(snapshot('S', { continues: 1 }));
  const second = storage.append(snapshot('S', { continues: 1 }));
  const saving = storage.append(delta('a'));
  driver.folds.shift()?.();
  await first;
  expect(driver.folds).toHaveLength(1);
  driver.folds.shift()?.();
  await second;
  expect(driver.deltas).toHaveLength(1);
  driver.deltas.shift()?.();
  await saving;
  expect(await loadText(storage)).toBe('S|a@2');
});

test('closing waits for a fold behind another', async () => {
  const driver = new HandDriver();
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'));
  const folds = [1, 2].map(() => storage.append(snapshot('S', { continues: 1 })));
  let isClosed = false;
  const closing = storage.close().then(() => {
    isClosed = true;
  });
  driver.folds.shift()?.();
  await folds[0];
  expect(isClosed).toBe(false);
  driver.folds.shift()?.();
  await Promise.all([...folds, closing]);
});
