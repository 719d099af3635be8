import assert from 'node:assert/strict';
import type { SessionStorageRepository } from '../../repository.js';
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
    id: 'list.many',
    says: 'all of several hundred sessions are listed',
    async check(kit) {
      const repository = await kit.open();
      const ids: string[] = [];
      while (ids.length < MANY) {
        const some = Array.from({ length: 20 }, (_, index) => `${ids.length + index}-`);
        ids.push(...(await Promise.all(some.map((prefix) => savedOnce(repository, prefix)))));
      }
      assert.deepEqual((await listed(kit)).sort(), ids.sort());
    },
  },
  {
    id: 'list.summary',
    says: 'what the newest snapshot of a session has for a summary is listed with it',
    concerns: ({ summaries }) => summaries,
    async check(kit) {
      const repository = await kit.open();
      const writer = new WordWriter(await repository.create());
      const { id, supports } = writer.storage;
      await writer.snapshot(Buffer.from('one'));
      await writer.word();
      assert.equal(await summaryOf(kit, id), 'one');
      await writer.snapshot(Buffer.from('two'));
      if (supports.compaction) {
        await writer.word();
        await writer.fold(Buffer.from('three'));
      }
      await writer.storage.close();
      const again = await (await kit.open()).open(id);
      assert.equal(await summaryOf(kit, id), supports.compaction ? 'three' : 'two');
      await again.append({ kind: 'snapshot', bytes: Buffer.from('without') });
      assert.equal(await summaryOf(kit, id), undefined);
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

/** More than any page of a listing has. */
const MANY = 300;

async function savedOnce(repository: SessionStorageRepository, prefix: string): Promise<string> {
  const storage = await repository.create({ prefix });
  await storage.append({ kind: 'snapshot', bytes: Buffer.from(prefix) });
  await storage.close();
  return storage.id;
}

async function summaryOf(kit: Kit, id: string): Promise<string | undefined> {
  for await (const { id: each, summary } of (await kit.openReader()).list()) {
    if (each === id) return summary && Buffer.from(summary).toString();
  }
  return assert.fail('the session is not listed');
}

async function listed(kit: Kit): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, fault, sequence = 0 } of (await kit.openReader()).list()) {
    assert.equal(fault, undefined);
    assert.ok(sequence <= 2, 'more checkpoints than were saved');
    ids.push(id);
  }
  return ids;
}
