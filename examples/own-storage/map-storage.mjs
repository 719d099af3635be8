// The smallest store: primitives over a Map. Checks, order, aborts and error names come with defineRepository.
import { defineRepository } from '@plainbox/storage';

export function mapRepository(sessions = new Map()) {
  const session = (id) => {
    if (!sessions.has(id)) sessions.set(id, { fence: 0, records: [] });
    return sessions.get(id);
  };
  return defineRepository({
    location: 'map:',
    supports: { history: true, fencing: true, survives: 'nothing' },
    claim: async (id) => ++session(id).fence,
    append: async (id, { sequence, kind, bytes }, fence) => {
      const { fence: current, records } = session(id);
      if (fence !== current || sequence !== records.length + 1) return false; // outdated
      records.push({ sequence, kind, bytes: Uint8Array.from(bytes) });
      return true;
    },
    async *read(id, upTo = Number.POSITIVE_INFINITY) {
      const records = session(id).records.slice(0, upTo);
      yield* records.slice(records.findLastIndex(({ kind }) => kind === 'snapshot'));
    },
    async *list() {
      for (const [id, { records }] of sessions) yield { id, sequence: records.length };
    },
    remove: async (id) => void sessions.delete(id),
    close: async () => {},
  });
}
