import { describe, expect, test } from 'vitest';
import { type AppendInput, memoryRepository } from '../src/index.js';
import { delta, snapshot } from './records.js';

/** As a caller without types may hand it in. */
const untyped = <T>(value: unknown): T => value as T;

const refused = { name: 'StorageError', code: 'INVALID_ARGUMENT' };

describe('what can not be meant is refused by name, before anything is done', () => {
  test.each([
    ['no record', undefined],
    ['null', null],
    ['a text', 'snapshot'],
    ['logs in a text', snapshot('S', { logs: untyped('abc') })],
    ['logs of a number', snapshot('S', { logs: untyped([1]) })],
    ['a summary in a text', snapshot('S', { summary: untyped('text') })],
    ['a summary for a delta', delta('d', { summary: Buffer.from('text') })],
  ])('%s as a record', async (_, value) => {
    const storage = await memoryRepository().create();
    await storage.append(snapshot('S'));
    const input = untyped<AppendInput>(value);
    await expect(storage.append(input)).rejects.toMatchObject(refused);
    expect(() => storage.appendSync(input)).toThrow(expect.objectContaining(refused));
    expect(storage.position).toBe(1);
  });

  test('a prefix that is no text, and options that are none', async () => {
    const repository = memoryRepository();
    const { id } = await repository.create();
    for (const options of [{ prefix: 5 }, { prefix: null }, null, 'pbox-']) {
      await expect(repository.create(untyped(options))).rejects.toMatchObject(refused);
    }
    await expect(repository.open(id, untyped(null))).rejects.toMatchObject(refused);
    await expect(repository.getLastStorage(untyped(null))).rejects.toMatchObject(refused);
  });

  test.each([undefined, null, 7])('%s as what to prune', async (policy) => {
    const repository = memoryRepository();
    const { id } = await repository.create();
    await expect(repository.prune(untyped(policy))).rejects.toMatchObject(refused);
    expect(await repository.describe(id)).toBeDefined();
  });
});
