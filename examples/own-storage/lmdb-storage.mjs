// Sessions in LMDB. The driver stores and compares; checks, order, aborts and error names come with defineRepository.
import { defineRepository, StorageError } from '@plainbox/storage';
import { open } from 'lmdb';

export function lmdbRepository(place) {
  const location = `${place}/sessions.lmdb`;
  // Not overlapping: a commit is on disk when it returns, and so survives a power cut.
  const root = open({ path: location, overlappingSync: false });
  const fences = root.openDB('fences');
  const records = root.openDB('records');
  const backwards = (id, from) =>
    records.getRange({ start: [id, from], end: [id, 0], reverse: true });
  const lastOf = (id) => [...backwards(id, Number.MAX_SAFE_INTEGER).slice(0, 1)][0]?.key[1] ?? 0;

  // Compare and append is one transaction: false, and nothing stored, if the writer is outdated.
  const append = (id, given, fence) =>
    root.transactionSync(() => {
      const last = lastOf(id);
      const next = given.filter(({ sequence }) => sequence > last); // appendSync may repeat some
      if (fences.get(id) !== fence || next[0]?.sequence !== last + 1) return false;
      for (const { sequence, kind, bytes } of next)
        records.putSync([id, sequence], { kind, bytes });
      return true;
    });

  return defineRepository({
    location,
    supports: { history: true, fencing: true, survives: 'power-loss', sync: true },
    claim: async (id) =>
      root.transactionSync(() => {
        const fence = (root.get('fence') ?? 0) + 1; // greater than any before, of whatever session
        root.putSync('fence', fence);
        fences.putSync(id, fence);
        return fence;
      }),
    append: async (id, record, fence) => append(id, [record], fence),
    appendSync: append,
    async *read(id, upTo = Number.MAX_SAFE_INTEGER) {
      records.resetReadTxn(); // as it is now, not when this process looked last
      const [snapshot] = backwards(id, upTo).filter(({ value }) => value.kind === 'snapshot');
      if (snapshot === undefined) return;
      for (const { key, value } of [
        ...records.getRange({ start: snapshot.key, end: [id, upTo, 0] }),
      ])
        yield { sequence: key[1], kind: value.kind, bytes: Uint8Array.from(value.bytes) };
    },
    async *list() {
      for (const id of fences.getKeys()) yield { id, sequence: lastOf(id) };
    },
    remove: async (id, { ifStill } = {}) =>
      root.transactionSync(() => {
        if (ifStill !== undefined && ifStill.sequence !== lastOf(id))
          throw new StorageError('CHANGED_BESIDE', `${id} was used since`, { sessionId: id });
        fences.removeSync(id);
        for (const { key } of [...backwards(id, Number.MAX_SAFE_INTEGER)]) records.removeSync(key);
      }),
    close: () => root.close(),
  });
}
