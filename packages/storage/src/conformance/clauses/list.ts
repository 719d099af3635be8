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
