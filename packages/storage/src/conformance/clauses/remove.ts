import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { WordWriter } from '../kit.js';

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
