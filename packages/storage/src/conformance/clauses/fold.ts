import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { textOf, WordWriter, words } from '../kit.js';

export const FOLD: readonly Clause[] = [
  {
    id: 'fold.no-new-number',
    says: 'a snapshot of what is saved takes the place of the deltas, and is no checkpoint of its own',
    concerns: ({ compaction }) => compaction,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 4; i++) await writer.word();
      assert.equal(await writer.fold(), 4);
      assert.equal(await writer.word(), 5);
      const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
      const loaded = await reader.load();
      assert.equal(loaded?.sequence, 5);
      assert.equal(loaded?.deltas.length, 1);
      assert.equal(await kit.found(writer.storage.id), words(5));
    },
  },
  {
    id: 'fold.others-go-on',
    says: 'checkpoints go on while a snapshot takes the place of those before, and none of them is lost',
    concerns: ({ compaction }) => compaction,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 3; i++) await writer.word();
      const folding = writer.fold();
      const meanwhile = [writer.word(), writer.word()];
      await Promise.all([folding, ...meanwhile]);
      await writer.word();
      assert.equal(await kit.found(writer.storage.id), words(6));
      await writer.storage.close();
      const again = await (await kit.open()).open(writer.storage.id);
      assert.equal(again.sequence, 6);
    },
  },
  {
    id: 'fold.behind',
    says: 'a snapshot of an earlier checkpoint takes the place of that one, and leaves those behind it as they are',
    concerns: ({ compaction }) => compaction,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 3; i++) await writer.word();
      const { position: continues } = writer.storage;
      const bytes = Buffer.from(writer.text);
      for (let i = 0; i < 2; i++) await writer.word();
      const folded = await writer.storage.append({ kind: 'snapshot', bytes, continues });
      assert.equal(folded.sequence, 3);
      const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
      for (const sequence of [3, 4, 5]) {
        assert.equal(await textOf(reader, sequence), words(sequence));
      }
      assert.equal(await writer.word(), 6);
      assert.equal(await kit.found(writer.storage.id), words(6));
    },
  },
];
