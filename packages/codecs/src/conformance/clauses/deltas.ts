// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import { SessionMetadata, type SessionState } from '@plainbox/state';
import type { Clause } from '../clause.js';
import { assertSameText, CONTEXT, type Kit, unlessLost } from '../kit.js';
import { jobOf, resultOf, sessionOf } from '../sample-sessions.js';

type Operation = (state: SessionState) => void;

/** What happens to a session in its life, one checkpoint after each. */
const LIFE: readonly Operation[] = [
  (state) => {
    for (const id of state.jobs.keys()) state.updateJobResult(id, resultOf(20, 'undecided'));
  },
  (state) =>
    state.updateMetadata({ ...new SessionMetadata(), title: 'later', flags: ['submitted'] }),
  (state) => {
    state.addUnit(jobOf('added'));
    state.updateDesiredJobs([...state.desiredJobs, 'added']);
    state.updateJobResult('added', resultOf(21, 'pass'));
    state.updateJobResult('added', resultOf(22, 'fail'));
  },
  (state) => state.updateDesiredJobs([...state.desiredJobs].reverse()),
  () => undefined,
  (state) => {
    state.updateDesiredJobs([]);
    const [job] = state.jobs.values();
    if (job !== undefined) state.removeUnit(job.job);
  },
];

export const DELTAS: readonly Clause[] = [
  {
    id: 'deltas.resume',
    says: 'a snapshot and the deltas after it resume to the session that there was, as of each of them',
    concerns: writesDeltas,
    async check(kit) {
      for (const { name, snapshot, deltas, moments } of await lives(kit)) {
        for (const [at, { units, text }] of moments.entries()) {
          const prefix = { snapshot, deltas: deltas.slice(0, at) };
          const resumed = await kit.codec.resume(prefix, units, CONTEXT);
          assertSameText(kit.describe(resumed), text, `${name}, after ${at} deltas,`);
        }
      }
    },
  },
  {
    id: 'deltas.fold',
    says: 'folding a snapshot and deltas gives the snapshot of that session',
    concerns: writesDeltas,
    async check(kit) {
      for (const { name, snapshot, deltas, moments } of await lives(kit)) {
        for (const [at, { units, text }] of moments.entries()) {
          const prefix = { snapshot, deltas: deltas.slice(0, at) };
          const folded = await kit.codec.fold(prefix, CONTEXT).catch(unlessLost);
          if (folded === undefined) continue;
          const resumed = await kit.codec.resume({ snapshot: folded }, units, CONTEXT);
          assertSameText(kit.describe(resumed), text, `${name}, folded after ${at} deltas,`);
        }
      }
    },
  },
  {
    id: 'deltas.one-line',
    says: 'a delta is one line of JSON',
    concerns: writesDeltas,
    async check(kit) {
      for (const { deltas } of await lives(kit)) {
        for (const delta of deltas) {
          const text = new TextDecoder('utf-8', { fatal: true }).decode(delta);
          assert.ok(!text.includes('\n'), 'a delta has more than one line');
          assert.equal(typeof JSON.parse(text), 'object');
        }
      }
    },
  },
  {
    id: 'deltas.length',
    says: 'a delta is as long as what it holds, however large the session is',
    concerns: writesDeltas,
    async check(kit) {
      const lengthIn = async (jobs: number): Promise<number> => {
        const state = sessionOf(jobs);
        await kit.codec.suspend(state, CONTEXT);
        using tracker = state.trackChanges();
        state.updateJobResult('job-1', resultOf(2, 'fail'));
        return kit.codec.suspendChanges(tracker.take(), kit.delta(state)).length;
      };
      assert.equal(await lengthIn(200), await lengthIn(10));
    },
  },
  {
    id: 'deltas.own-data',
    says: 'what the application changed is in the delta, and only then',
    concerns: (kit) => kit.writesDeltas && kit.options.change !== undefined,
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const snapshot = await kit.codec.suspend(state, CONTEXT);
        const nothing = kit.codec.suspendChanges([], kit.delta(state));
        kit.options.change?.(state);
        const changed = kit.codec.suspendChanges([], kit.delta(state));
        assert.ok(changed.length > nothing.length, `${name}: the delta tells of no change`);
        const resumed = await kit.resume(snapshot, state, {}, [nothing, changed]);
        assertSameText(kit.project(resumed), kit.project(state), name);
      }
    },
  },
];

/** One session with all its checkpoints. */
interface Life {
  readonly name: string;
  readonly snapshot: Uint8Array;
  readonly deltas: readonly Uint8Array[];
  /** What the session was with so many deltas, and what it is resumed over. */
  readonly moments: readonly { readonly units: SessionState['units']; readonly text: string }[];
}

function lives(kit: Kit): Promise<Life[]> {
  return Promise.all(
    kit.samples.map(async ({ name, make }) => {
      const state = make();
      const momentOf = (): Life['moments'][number] => ({
        units: new Set(state.units),
        text: kit.describe(state),
      });
      const snapshot = await kit.codec.suspend(state, CONTEXT);
      using tracker = state.trackChanges();
      const moments = [momentOf()];
      const deltas = LIFE.map((operate) => {
        operate(state);
        const delta = kit.codec.suspendChanges(tracker.take(), kit.delta(state));
        moments.push(momentOf());
        return delta;
      });
      return { name, snapshot, deltas, moments };
    }),
  );
}

function writesDeltas(kit: Kit): boolean {
  return kit.writesDeltas;
}
