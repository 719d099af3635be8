import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { textOf, WordWriter, words } from '../kit.js';

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
