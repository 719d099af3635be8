import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { WordWriter, words } from '../kit.js';

export const LOAD: readonly Clause[] = [
  {
    id: 'load.nothing',
    says: 'a session in which nothing was saved loads as nothing',
    async check(kit) {
      const storage = await (await kit.open()).create();
      assert.equal(await storage.load(), undefined);
      assert.equal(storage.sequence, 0);
    },
  },
  {
    id: 'load.any-bytes',
    says: 'bytes of every value, and a megabyte of them, come back as they were saved',
    async check(kit) {
      const storage = await (await kit.open()).create();
      const bytes = Buffer.from(Array.from({ length: 2 ** 20 }, (_, index) => (index * 31) % 256));
      await storage.append({ kind: 'snapshot', bytes });
      if (storage.supports.deltas)
        await storage.append({ kind: 'delta', bytes: bytes.subarray(1) });
      const reader = await (await kit.openReader()).open(storage.id, { readOnly: true });
      const loaded = await reader.load();
      assert.ok(bytes.equals(loaded?.snapshot ?? Buffer.of()), 'the snapshot');
      if (storage.supports.deltas) {
        assert.ok(bytes.subarray(1).equals(loaded?.deltas[0] ?? Buffer.of()), 'the delta');
      }
    },
  },
  {
    id: 'load.line-ends',
    says: 'line ends of every kind, zeros and white space at both ends come back as they were saved',
    async check(kit) {
      const storage = await (await kit.open()).create();
      const bytes = Buffer.from('\uFEFF \r\n\n\r\0 "\\r" \u2028 \t\r\n');
      await storage.append({ kind: 'snapshot', bytes });
      if (storage.supports.deltas) await storage.append({ kind: 'delta', bytes });
      const reader = await (await kit.openReader()).open(storage.id, { readOnly: true });
      const loaded = await reader.load();
      assert.deepEqual(Buffer.from(loaded?.snapshot ?? []), bytes);
      for (const delta of loaded?.deltas ?? []) assert.deepEqual(Buffer.from(delta), bytes);
      assert.equal(loaded?.deltas.length, storage.supports.deltas ? 1 : 0);
    },
  },
  {
    id: 'load.large',
    says: 'records of several megabytes come back whole',
    async check(kit) {
      const storage = await (await kit.open()).create();
      const [one, other] = [
        Buffer.alloc(2 ** 21 + 3, 'snapshot'),
        Buffer.alloc(2 ** 21 + 5, 'delta'),
      ];
      await storage.append({ kind: 'snapshot', bytes: one });
      if (storage.supports.deltas) await storage.append({ kind: 'delta', bytes: other });
      const reader = await (await kit.openReader()).open(storage.id, { readOnly: true });
      const loaded = await reader.load();
      assert.ok(one.equals(loaded?.snapshot ?? Buffer.of()), 'the snapshot');
      if (storage.supports.deltas) {
        assert.ok(other.equals(loaded?.deltas[0] ?? Buffer.of()), 'the delta');
      }
    },
  },
  {
    id: 'load.in-order',
    says: 'deltas are loaded in the order in which they were saved',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 12; i++) await writer.word();
      assert.equal(await kit.found(writer.storage.id), words(12));
    },
  },
  {
    id: 'load.newest-snapshot',
    says: 'a snapshot makes everything before it history',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      await writer.word();
      await writer.snapshot();
      const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
      const loaded = await reader.load();
      assert.equal(loaded?.deltas.length, 0);
      assert.equal(loaded?.sequence, 3);
      assert.equal(Buffer.from(loaded?.snapshot ?? []).toString(), words(3));
    },
  },
  {
    id: 'load.own-copy',
    says: 'what was saved stays as it was, whatever becomes of the buffer it was handed in',
    async check(kit) {
      const storage = await (await kit.open()).create();
      const bytes = Buffer.from('as it was');
      await storage.append({ kind: 'snapshot', bytes });
      bytes.fill('x');
      assert.equal(await kit.found(storage.id), 'as it was');
    },
  },
];
