import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { type Kit, textOf, WordWriter, words } from '../kit.js';

export const HISTORY: readonly Clause[] = [
  {
    id: 'history.newest-first',
    says: 'the history lists the checkpoints that can be loaded, newest first and without a gap',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 3; i++) await writer.word();
      await writer.snapshot();
      await writer.word();
      const numbers: number[] = [];
      for await (const { sequence, size } of writer.storage.history()) {
        assert.ok(size > 0);
        numbers.push(sequence);
      }
      assert.equal(numbers[0], 5);
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => 5 - index),
      );
      if (writer.storage.supports.history)
        assert.ok(numbers.length > 2, 'nothing before the snapshot');
    },
  },
  {
    id: 'history.each-loadable',
    says: 'each checkpoint of the history loads as it was then',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 3; i++) await writer.word();
      await writer.snapshot();
      await writer.word();
      const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
      for await (const { sequence } of reader.history()) {
        assert.equal(await textOf(reader, sequence), words(sequence));
      }
    },
  },
  {
    id: 'history.after-fold',
    says: 'the checkpoints before a snapshot that took the place of deltas load as they were then',
    concerns: ({ history, compaction }) => history && compaction,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 4; i++) await writer.word();
      await writer.fold();
      await writer.word();
      await checkAllOf(kit, writer.storage.id, 5);
    },
  },
  {
    id: 'history.after-claim',
    says: 'the checkpoints before a session was opened again for writing load as they were then',
    concerns: ({ history }) => history,
    async check(kit) {
      const first = await kit.open();
      const writer = new WordWriter(await first.create());
      for (let i = 0; i < 3; i++) await writer.word();
      await writer.snapshot();
      await writer.word();
      await first.close();
      const again = await (await kit.open()).open(writer.storage.id);
      await checkAllOf(kit, again.id, 5);
      await new WordWriter(again, words(5).split(' ')).word();
      await checkAllOf(kit, again.id, 6);
    },
  },
  {
    id: 'history.not-yet',
    says: 'a checkpoint that never was is not found',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      await assert.rejects(writer.storage.loadAt(2), { code: 'NOT_FOUND' });
      await assert.rejects(writer.storage.loadAt(0), { code: 'INVALID_ARGUMENT' });
    },
  },
];

/** Somebody else finds each checkpoint of a session as it was. */
async function checkAllOf(kit: Kit, id: string, last: number): Promise<void> {
  const reader = await (await kit.openReader()).open(id, { readOnly: true });
  for (let sequence = 1; sequence <= last; sequence++) {
    assert.equal(await textOf(reader, sequence), words(sequence));
  }
}
