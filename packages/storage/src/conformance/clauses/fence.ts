import assert from 'node:assert/strict';
import { isStorageError } from '../../errors.js';
import type { SessionStorage } from '../../storage.js';
import type { Clause } from '../clause.js';
import { type Kit, textOf, WordWriter, words } from '../kit.js';
import { inOtherProcess } from '../other-process.js';

type Write = (writer: WordWriter) => Promise<unknown>;

/** The forms in which a writer may try to store something. */
const WRITES: readonly { isSync: boolean; by: Write }[] = [
  { isSync: false, by: (writer) => writer.word() },
  { isSync: false, by: (writer) => writer.snapshot() },
  { isSync: false, by: (writer) => writer.fold() },
  { isSync: true, by: async (writer) => writer.wordSync() },
];

/** Takes a session over, and saves nothing in it: so no number tells the writer before that it is outdated. */
const SUCCESSOR = `
const [module, place, id] = process.argv.slice(1);
const { open } = await import(module);
const repository = await open(place);
await repository.open(id, { force: true });
await repository.close();
`;

export const FENCE: readonly Clause[] = [
  {
    id: 'fence.one-writer',
    says: 'of two writers of one session, one is refused: the second at once, or the first from then on',
    concerns: ({ fencing }) => fencing,
    async check(kit) {
      const first = new WordWriter(await (await kit.open()).create());
      await first.word();
      const second = await openOrRefusal(kit, first.storage.id);
      if (second === 'LOCKED') {
        await first.word();
        assert.equal(await kit.found(first.storage.id), words(2));
      } else {
        await assert.rejects(first.word(), { code: 'LOCK_LOST' });
        await new WordWriter(second, ['w1']).word();
        assert.equal(await kit.found(first.storage.id), words(2));
      }
    },
  },
  {
    id: 'fence.refused-by-name',
    says: 'whoever is refused since another has the session is told who that is',
    concerns: ({ exclusive }) => exclusive,
    async check(kit) {
      const { id } = await (await kit.open()).create();
      const opening = (await kit.open()).open(id);
      await assert.rejects(opening, (error) => {
        assert.ok(isStorageError(error, 'LOCKED'));
        assert.ok('owner' in error && typeof error.owner === 'object');
        return true;
      });
    },
  },
  {
    id: 'fence.outdated',
    says: 'a writer that another has taken over from stores nothing any more, in whatever form',
    concerns: ({ fencing }) => fencing,
    async check(kit) {
      for await (const { first, write } of beginners(kit)) {
        const { id } = first.storage;
        const second = new WordWriter(await (await kit.open()).open(id, { force: true }), ['w1']);
        await second.word();
        await assert.rejects(write.by(first), { code: 'LOCK_LOST' });
        await assert.rejects(first.word(), { code: 'LOCK_LOST' });
        await second.word();
        assert.equal(await textOf(second.storage), words(3));
        assert.equal(await kit.found(id), words(3));
      }
    },
  },
  {
    id: 'fence.outdated-delta',
    says: 'a delta of a writer that another has taken over from is refused though its number would be the next',
    concerns: ({ fencing, deltas }) => fencing && deltas,
    check: (kit) => checkOutdated(kit, (writer) => writer.word()),
  },
  {
    id: 'fence.outdated-snapshot',
    says: 'a snapshot of a writer that another has taken over from is refused though its number would be the next',
    concerns: ({ fencing }) => fencing,
    check: (kit) => checkOutdated(kit, (writer) => writer.snapshot()),
  },
  {
    id: 'fence.outdated-at-once',
    says: 'what a writer that another has taken over from writes synchronously is refused though its number would be the next',
    concerns: ({ fencing, sync }) => fencing && sync,
    async check(kit) {
      await checkOutdated(kit, async (writer) => writer.wordSync());
      await checkOutdated(kit, async (writer) => writer.snapshotSync());
    },
  },
  {
    id: 'fence.outdated-fold',
    says: 'a writer that another has taken over from puts no snapshot in the place of what is saved',
    concerns: ({ fencing, compaction }) => fencing && compaction,
    check: (kit) => checkOutdated(kit, (writer) => writer.fold()),
  },
  {
    id: 'fence.other-process',
    says: 'a writer that another process has taken over from stores nothing any more',
    concerns: ({ fencing }, { module }) => fencing && module !== undefined,
    async check(kit) {
      for await (const { first, write } of beginners(kit)) {
        const { id } = first.storage;
        await inOtherProcess(kit, SUCCESSOR, id);
        await assert.rejects(write.by(first), { code: 'LOCK_LOST' });
        await assert.rejects(first.word(), { code: 'LOCK_LOST' });
        assert.equal(await kit.found(id), words(1));
      }
    },
  },
  {
    id: 'fence.late-close',
    says: 'a writer that another has taken over from can be closed, and does not disturb that one',
    concerns: ({ fencing }) => fencing,
    async check(kit) {
      const first = new WordWriter(await (await kit.open()).create());
      await first.word();
      const { id } = first.storage;
      const second = new WordWriter(await (await kit.open()).open(id, { force: true }), ['w1']);
      await second.word();
      await first.storage.close();
      if (second.storage.supports.exclusive) assert.equal(await openOrRefusal(kit, id), 'LOCKED');
      await second.word();
      assert.equal(await kit.found(id), words(3));
    },
  },
  {
    id: 'fence.contenders',
    says: 'of several who open a session at once, exactly one can write it',
    concerns: ({ fencing }) => fencing,
    async check(kit) {
      const { id, close } = await closedSession(kit);
      await close();
      const opened = await Promise.all(Array.from({ length: 5 }, () => openOrRefusal(kit, id)));
      const outcomes = [];
      for (const storage of opened) {
        if (storage !== 'LOCKED')
          outcomes.push(...(await Promise.allSettled([storage.append(ONE)])));
      }
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    },
  },
  {
    id: 'fence.given-back',
    says: 'a session that was closed can be opened for writing at once',
    async check(kit) {
      const first = new WordWriter(await (await kit.open()).create());
      await first.word();
      await first.storage.close();
      const again = new WordWriter(await (await kit.open()).open(first.storage.id), ['w1']);
      assert.equal(await again.word(), 2);
    },
  },
  {
    id: 'fence.reader',
    says: 'a reader neither needs nor disturbs the writer',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
      assert.equal(await textOf(reader), words(1));
      await writer.word();
      assert.equal(await textOf(reader), words(2));
      const written = reader.append(ONE);
      await assert.rejects(written, { code: 'READ_ONLY' });
      await writer.word();
      assert.equal(await textOf(reader), words(3));
    },
  },
];

/** Its successor saves nothing before: so no number tells a writer that it is outdated, and the fence alone can. */
async function checkOutdated(kit: Kit, write: Write): Promise<void> {
  const first = new WordWriter(await (await kit.open()).create());
  for (let i = 0; i < 3; i++) await first.word();
  const { id } = first.storage;
  const successor = await (await kit.open()).open(id, { force: true });
  await assert.rejects(write(first), { code: 'LOCK_LOST' });
  assert.equal(await kit.found(id), words(3));
  assert.equal(await new WordWriter(successor, words(3).split(' ')).word(), 4);
  assert.equal(await kit.found(id), words(4));
}

/** A writer that has saved one word, for each form in which it may try to go on. */
async function* beginners(
  kit: Kit,
): AsyncIterable<{ readonly first: WordWriter; readonly write: (typeof WRITES)[number] }> {
  for (const write of WRITES) {
    const first = new WordWriter(await (await kit.open()).create());
    if (write.isSync && !first.storage.supports.sync) continue;
    await first.word();
    yield { first, write };
  }
}

const ONE = { kind: 'snapshot', bytes: Buffer.from('one') } as const;

async function openOrRefusal(kit: Kit, id: string): Promise<SessionStorage | 'LOCKED'> {
  try {
    return await (await kit.open()).open(id);
  } catch (error) {
    if (isStorageError(error, 'LOCKED')) return 'LOCKED';
    throw error;
  }
}

async function closedSession(kit: Kit): Promise<{ id: string; close: () => Promise<void> }> {
  const writer = new WordWriter(await (await kit.open()).create());
  await writer.word();
  return { id: writer.storage.id, close: () => writer.storage.close() };
}
