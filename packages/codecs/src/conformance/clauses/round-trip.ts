// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import type { SessionState } from '@plainbox/state';
import type { Clause } from '../clause.js';
import { assertSameText, CONTEXT, type Kit, unlessAsynchronous } from '../kit.js';
import { exactSessions, longSession } from '../sample-sessions.js';

export const ROUND_TRIP: readonly Clause[] = [
  {
    id: 'round-trip.session',
    says: 'a session comes back as it was suspended',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const bytes = await kit.codec.suspend(state, CONTEXT);
        const resumed = await kit.resume(bytes, state);
        assertSameText(kit.describe(resumed), kit.describe(state), name);
      }
    },
  },
  {
    id: 'round-trip.numbers',
    says: 'durations, times, return codes and what was counted come back to the last digit',
    check: (kit) => checkComesBack(kit, exactSessions()),
  },
  {
    id: 'round-trip.length',
    says: 'text of any length comes back to its end, and lists with all that is in them',
    check: (kit) => checkComesBack(kit, [longSession()]),
  },
  {
    id: 'round-trip.own-data',
    says: 'what the application has beside the state comes back too',
    concerns: ({ options }) => options.project !== undefined,
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const before = kit.project(state);
        const resumed = await kit.resume(await kit.codec.suspend(state, CONTEXT), state);
        assertSameText(kit.project(resumed), before, name);
      }
    },
  },
  {
    id: 'round-trip.again',
    says: 'what came back is written again as it was: nothing wears off, and nothing is added',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const first = await kit.codec.suspend(state, CONTEXT);
        const resumed = await kit.resume(first, state);
        const second = await kit.codec.suspend(resumed, CONTEXT);
        assertSameText(
          await kit.describeStored({ snapshot: second }),
          await kit.describeStored({ snapshot: first }),
          name,
        );
      }
    },
  },
  {
    id: 'round-trip.untouched',
    says: 'suspending leaves the session as it was',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const before = [kit.describe(make()), kit.project(state)].join('\n');
        await kit.codec.suspend(state, CONTEXT);
        assertSameText([kit.describe(state), kit.project(state)].join('\n'), before, name);
      }
    },
  },
  {
    id: 'round-trip.at-once',
    says: 'the session is read before the call returns: what becomes different afterwards is not in the bytes',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const before = kit.describe(make());
        const bytes = kit.codec.suspend(state, CONTEXT);
        state.updateMetadata({ title: 'changed since' });
        assertSameText(kit.describe(await kit.resume(await bytes, state)), before, name);
      }
    },
  },
  {
    id: 'round-trip.sync',
    says: 'the synchronous calls write and read what the others do, or say that they can not',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const waited = await kit.codec.suspend(state, CONTEXT);
        const atOnce = unlessAsynchronous(() => kit.codec.suspendSync(state, CONTEXT));
        if (atOnce === undefined) return;
        const crosswise = await kit.resume(atOnce, state);
        assertSameText(kit.describe(crosswise), kit.describe(state), `${name}, written at once,`);
        const read = unlessAsynchronous(() =>
          kit.codec.resumeSync({ snapshot: waited }, state.units, CONTEXT),
        );
        if (read === undefined) return;
        assertSameText(kit.describe(read), kit.describe(state), `${name}, read at once,`);
      }
    },
  },
  {
    id: 'round-trip.never-saved',
    says: 'no bytes at all are a session without a past',
    async check(kit) {
      for (const { make } of kit.samples) {
        const state = make();
        const resumed = await kit.resume(new Uint8Array(), state);
        assert.equal(resumed.jobs.size, state.jobs.size);
        assert.equal(resumed.metadata.title, null);
      }
    },
  },
];

/** Those of the sessions that the format can hold. */
async function checkComesBack(kit: Kit, states: readonly SessionState[]): Promise<void> {
  for (const state of states) {
    if (kit.write(state).losses.length > 0) continue;
    const resumed = await kit.resume(await kit.codec.suspend(state, CONTEXT), state);
    assertSameText(kit.describe(resumed), kit.describe(state), 'what came back');
  }
}
