// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import type { SessionState } from '@plainbox/state';
import { writeJson } from '../../json/writer.js';
import type { SessionPeek } from '../../peek/session-peek.js';
import { encodeMetadata } from '../../representation/metadata-json.js';
import type { Clause } from '../clause.js';
import { CONTEXT, type Kit } from '../kit.js';
import { resultOf } from '../sample-sessions.js';

export const PEEK: readonly Clause[] = [
  {
    id: 'peek.session',
    says: 'peeking tells the metadata, and counts the results, of the session that resuming gives',
    async check(kit) {
      for (const { make } of kit.samples) {
        const state = make();
        const snapshot = await kit.codec.suspend(state, CONTEXT);
        assertTells(kit, await kit.codec.peek({ snapshot }, CONTEXT), state);
      }
    },
  },
  {
    id: 'peek.deltas',
    says: 'peeking at a session takes the deltas into account',
    concerns: (kit) => kit.writesDeltas,
    async check(kit) {
      for (const { make } of kit.samples) {
        const state = make();
        const snapshot = await kit.codec.suspend(state, CONTEXT);
        using tracker = state.trackChanges();
        state.updateMetadata({ title: 'another one' });
        const [id] = state.jobs.keys();
        if (id !== undefined) state.updateJobResult(id, resultOf(9, 'not-supported'));
        const deltas = [kit.codec.suspendChanges(tracker.take(), kit.delta(state))];
        assertTells(kit, await kit.codec.peek({ snapshot, deltas }, CONTEXT), state);
      }
    },
  },
];

function assertTells(
  kit: Kit,
  { version, metadata, counts }: SessionPeek,
  state: SessionState,
): void {
  assert.equal(version, kit.format.version);
  const hidden = (kit.format.notPeeked ?? []).map((key) => [key, null] as const);
  const expected = new Map([...encodeMetadata(state.metadata), ...hidden]);
  assert.equal(writeJson(encodeMetadata(metadata)), writeJson(expected));
  const outcomes = new Map<string, number>();
  let results = 0;
  for (const { resultHistory } of state.jobs.values()) {
    const last = resultHistory.at(-1);
    if (last === undefined) continue;
    results += resultHistory.length;
    outcomes.set(last.outcome ?? 'none', (outcomes.get(last.outcome ?? 'none') ?? 0) + 1);
  }
  assert.equal(counts.results, results);
  assert.deepEqual(new Map(counts.outcomes), outcomes);
}
