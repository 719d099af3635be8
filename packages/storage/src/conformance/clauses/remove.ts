import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { StorageInfo } from '../../driver.js';
import type { SessionStorageRepository } from '../../repository.js';
import type { Clause } from '../clause.js';
import { WordWriter, words } from '../kit.js';

export const REMOVE: readonly Clause[] = [
  {
    id: 'remove.gone',
    says: 'a removed session is neither listed nor found, and the others stay',
    async check(kit) {
      const repository = await kit.open();
      const [one, other] = [
        new WordWriter(await repository.create()),
        new WordWriter(await repository.create()),
      ];
      await one.word();
      await other.word();
      await one.storage.close();
      await repository.remove(one.storage.id);
      const ids: string[] = [];
      for await (const { id } of (await kit.openReader()).list()) ids.push(id);
      assert.deepEqual(ids, [other.storage.id]);
      const opening = (await kit.openReader()).open(one.storage.id, { readOnly: true });
      await assert.rejects(opening, { code: 'NOT_FOUND' });
    },
  },
  {
    id: 'remove.that-one',
    says: 'of sessions whose ids begin alike, the one that is removed goes, and no other',
    async check(kit) {
      const repository = await kit.open();
      const short = new WordWriter(await repository.create());
      await short.word();
      const { id } = short.storage;
      const long = [];
      for (const more of ['', '-', '_']) {
        const writer = new WordWriter(await repository.create({ prefix: id + more }));
        await writer.word();
        long.push(writer);
      }
      await repository.close();
      const again = await kit.open();
      await again.remove(id);
      for (const { storage } of long) assert.equal(await kit.found(storage.id), words(1));
      const writer = new WordWriter(await again.open(long[0]?.storage.id ?? ''), ['w1']);
      assert.equal(await writer.word(), 2);
    },
  },
  {
    id: 'remove.if-still',
    says: 'a session that was used since its row was listed is not removed on account of that row',
    async check(kit) {
      const repository = await kit.open();
      const writer = new WordWriter(await repository.create());
      await writer.word();
      const { id } = writer.storage;
      await writer.storage.close();
      const [old, { driver }] = [await rowOf(repository, id), repository];
      // As long as it takes for a time of change to be another.
      await setTimeout(20);
      const again = await repository.open(id);
      await new WordWriter(again, ['w1']).word();
      await again.close();
      await assert.rejects(driver.remove(id, { ifStill: old }), { code: 'CHANGED_BESIDE' });
      assert.equal(await kit.found(id), words(2));
      await driver.remove(id, { ifStill: await rowOf(repository, id) });
      assert.equal(await repository.describe(id), undefined);
    },
  },
  {
    id: 'remove.by-owner',
    says: 'whoever has a session open can remove it',
    async check(kit) {
      const repository = await kit.open();
      const writer = new WordWriter(await repository.create());
      await writer.word();
      await writer.storage.remove();
      await assert.rejects(repository.open(writer.storage.id), { code: 'NOT_FOUND' });
    },
  },
  {
    id: 'remove.unknown',
    says: 'a session that was never made can not be removed',
    async check(kit) {
      await assert.rejects((await kit.open()).remove('never-made'), { code: 'NOT_FOUND' });
    },
  },
  {
    id: 'remove.stays-gone',
    says: 'a writer of a session that another removed is refused, and brings nothing of it back',
    concerns: ({ fencing, exclusive }) => fencing && !exclusive,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const other = await kit.open();
      await other.remove(writer.storage.id);
      await assert.rejects(writer.word());
      const opening = other.open(writer.storage.id, { readOnly: true });
      await assert.rejects(opening, { code: 'NOT_FOUND' });
    },
  },
  {
    id: 'remove.not-under-a-writer',
    says: 'a session that another has open is not removed',
    concerns: ({ exclusive }) => exclusive,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      await assert.rejects((await kit.open()).remove(writer.storage.id), { code: 'LOCKED' });
      assert.equal(await writer.word(), 2);
    },
  },
];

async function rowOf(repository: SessionStorageRepository, id: string): Promise<StorageInfo> {
  for await (const row of repository.list()) if (row.id === id) return row;
  return assert.fail('the session is not listed');
}
