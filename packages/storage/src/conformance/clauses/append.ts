import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { textOf, WordWriter, words } from '../kit.js';

export const APPEND: readonly Clause[] = [
  {
    id: 'append.numbers',
    says: 'checkpoints are numbered from 1 without a gap',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      const numbers: number[] = [];
      for (let i = 0; i < 4; i++) numbers.push(await writer.word());
      numbers.push(await writer.snapshot(), await writer.word());
      assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6]);
      assert.equal(writer.storage.sequence, 6);
    },
  },
  {
    id: 'append.order-of-calls',
    says: 'checkpoints that are handed in without waiting are stored in the order of the calls',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const numbers = await Promise.all(Array.from({ length: 40 }, () => writer.word()));
      assert.deepEqual(
        numbers,
        Array.from({ length: 40 }, (_, index) => index + 2),
      );
      assert.equal(await kit.found(writer.storage.id), words(41));
    },
  },
  {
    id: 'append.snapshot-first',
    says: 'a delta is refused until there is a snapshot to build on',
    concerns: ({ deltas }) => deltas,
    async check(kit) {
      const storage = await (await kit.open()).create();
      const early = storage.append({ kind: 'delta', bytes: Buffer.from('early') });
      await assert.rejects(early, { code: 'SNAPSHOT_NEEDED' });
      assert.equal(await storage.load(), undefined);
    },
  },
  {
    id: 'append.aborted-before',
    says: 'a checkpoint whose signal is aborted already is not stored',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const bytes = Buffer.from('never');
      const aborted = writer.storage.append(
        { kind: 'snapshot', bytes },
        { signal: AbortSignal.abort() },
      );
      await assert.rejects(aborted, { name: 'AbortError' });
      assert.equal(await kit.found(writer.storage.id), words(1));
    },
  },
  {
    id: 'append.aborted-waiting',
    says: 'a checkpoint that is aborted while it waits is not stored, nor is a delta that builds on it',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const abort = new AbortController();
      const first = writer.word();
      const second = writer.word(abort.signal);
      const third = writer.word();
      const rest = Promise.allSettled([second, third]);
      abort.abort();
      assert.equal(await first, 2);
      const [aborted, abandoned] = await rest;
      assert.equal(aborted.status === 'rejected' && aborted.reason.name, 'AbortError');
      assert.equal(abandoned.status === 'rejected' && abandoned.reason.code, 'ABANDONED');
      assert.equal(await kit.found(writer.storage.id), words(2));
    },
  },
  {
    id: 'append.at-once',
    says: 'what was written synchronously is stored when the call returns',
    concerns: ({ sync }) => sync,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 1; i <= 5; i++) assert.equal(writer.wordSync(), i);
      assert.equal(await kit.found(writer.storage.id), words(5));
    },
  },
  {
    id: 'append.at-once-in-order',
    says: 'a synchronous checkpoint takes those with it that still wait, in order',
    concerns: ({ sync }) => sync,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const waiting = [writer.word(), writer.word()];
      assert.equal(writer.wordSync(), 4);
      assert.deepEqual(await Promise.all(waiting), [2, 3]);
      await writer.word();
      assert.equal(await kit.found(writer.storage.id), words(5));
      assert.equal(await textOf(writer.storage), words(5));
    },
  },
  {
    id: 'append.only-the-next',
    says: 'the driver itself refuses a record whose number is not the next, and stores nothing of it',
    async check(kit) {
      const repository = await kit.open();
      const writer = new WordWriter(await repository.create());
      await writer.word();
      await writer.word();
      const { id } = writer.storage;
      await writer.storage.close();
      const { driver, supports } = repository;
      const fence = await driver.claim(id);
      for (const kind of supports.deltas ? (['delta', 'snapshot'] as const) : ['snapshot' as const])
        for (const sequence of [4, 2, 1]) {
          const record = { sequence, kind, bytes: Buffer.from('odd') };
          assert.equal(await driver.append(id, record, fence), false, `${kind} ${sequence}`);
        }
      assert.equal(await kit.found(id), words(2));
      const next = { sequence: 3, kind: 'snapshot', bytes: Buffer.from(words(3)) } as const;
      assert.equal(await driver.append(id, next, fence), true);
      assert.equal(await kit.found(id), words(3));
      await driver.release?.(id, fence);
    },
  },
  {
    id: 'append.full',
    says: 'a full store rejects the checkpoint, keeps those before it, and takes the next once there is room',
    concerns: (_, { fill }) => fill !== undefined,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      await writer.word();
      const empty = await kit.options.fill?.(kit.place);
      const bytes = Buffer.alloc(2 ** 20, 'x');
      const refused = writer.storage.append({ kind: 'snapshot', bytes });
      await assert.rejects(refused, { code: 'NO_SPACE' });
      assert.equal(await kit.found(writer.storage.id), words(2));
      await empty?.();
      await writer.snapshot();
      assert.equal(await kit.found(writer.storage.id), words(3));
    },
  },
  {
    id: 'append.full-batch',
    says: 'of several checkpoints that wait for a full store, none is stored of which that is not said',
    concerns: ({ deltas }, { fill }) => deltas && fill !== undefined,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const empty = await kit.options.fill?.(kit.place);
      const bytes = Buffer.alloc(2 ** 20, 'x');
      const waiting = Array.from({ length: 4 }, () =>
        writer.storage.append({ kind: 'delta', bytes }),
      );
      const stored = (await Promise.allSettled(waiting)).filter(
        ({ status }) => status === 'fulfilled',
      );
      const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
      assert.equal((await reader.load())?.sequence, 1 + stored.length);
      await empty?.();
      assert.equal(await writer.snapshot(), 2 + stored.length);
      assert.equal(await kit.found(writer.storage.id), words(2));
    },
  },
];
