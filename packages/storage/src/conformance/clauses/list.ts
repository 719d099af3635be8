import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { type Kit, WordWriter } from '../kit.js';

export const LIST: readonly Clause[] = [
  {
    id: 'list.empty',
    says: 'a store without sessions lists none',
    async check(kit) {
      assert.deepEqual(await listed(kit), []);
    },
  },
  {
    id: 'list.all',
    says: 'every session that was saved is listed once, by its id',
    async check(kit) {
      const repository = await kit.open();
      const ids: string[] = [];
      for (let i = 0; i < 3; i++) {
        const writer = new WordWriter(await repository.create());
        await writer.word();
        await writer.word();
        ids.push(writer.storage.id);
      }
      assert.equal(new Set(ids).size, 3);
      assert.deepEqual((await listed(kit)).sort(), ids.sort());
    },
  },
  {
    id: 'list.one',
    says: 'a session is described by itself as the listing has it, and one that is not there not at all',
    async check(kit) {
      const repository = await kit.open();
      const storage = await repository.create();
      await new WordWriter(storage).word();
      await (await repository.create()).close();
      await storage.close();
      const reader = await kit.openReader();
      const row = await reader.describe(storage.id);
      for await (const each of reader.list()) {
        if (each.id === storage.id) assert.deepEqual(row, each);
      }
      assert.equal(row?.id, storage.id);
      assert.equal(await reader.describe('no-such-session'), undefined);
    },
  },
];

async function listed(kit: Kit): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, fault, sequence = 0 } of (await kit.openReader()).list()) {
    assert.equal(fault, undefined);
    assert.ok(sequence <= 2, 'more checkpoints than were saved');
    ids.push(id);
  }
  return ids;
}
