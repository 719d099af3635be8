import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { codecConformance } from '@plainbox/codecs/conformance';
import { SessionManager, SessionStorageRepository } from '@plainbox/session';
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { codec, rackSlots } from './custom-codec.mjs';

const units = ['burn-in', 'weigh'].map(
  (id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }),
);
const CBOR = [0xd9, 0xd9, 0xf7];
const MILLION = new Uint8Array(1_000_000).fill(0xff);
const slot = { rack: 'r1', slot: 4, side: 'rear' };

function inRack() {
  const state = new SessionState(units);
  state.updateDesiredJobs(units);
  rackSlots.set(state, slot);
  return state;
}

codecConformance({
  test,
  codec,
  states: { 'no slot': () => new SessionState(units), 'a slot': inRack },
  project: (state) => rackSlots.get(state),
  change: (state) => rackSlots.set(state, { ...slot, slot: 9 }),
  golden: new URL('./golden/', import.meta.url), // written by recordGolden, one of each version
});

test('an integer of a million bytes is refused before anyone counts its digits', async () => {
  const bytes = Uint8Array.from([...CBOR, 0xa1, 0x60, 0xc2, 0x5a, 0, 0x0f, 0x42, 0x40, ...MILLION]);
  const refused = { code: 'LIMIT_EXCEEDED', limit: { name: 'maxNumberDigits', maximum: 4300 } };
  const started = performance.now();
  await assert.rejects(codec.resume({ snapshot: bytes }, units), refused);
  assert.ok(performance.now() - started < 2000);
});

test('a session is opened again as it was, with all that was written since', async () => {
  const place = mkdtempSync(join(tmpdir(), 'custom-codec-'));
  const repo = new SessionStorageRepository(place);
  const first = await SessionManager.createSession({ units, repo, codec });
  first.state.updateDesiredJobs(['burn-in']);
  await first.checkpoint();
  rackSlots.set(first.state, slot);
  first.state.updateJobResult('burn-in', new MemoryJobResult({ outcome: 'pass' }));
  await first.checkpoint(); // what changed, the slot among it
  await first.close();

  const again = await SessionManager.openSession('latest', { units, repo, codec });
  assert.deepEqual(rackSlots.get(again.state), slot);
  assert.equal(again.state.jobs.get('burn-in').result.outcome, 'pass');
  await again.close();

  const stored = await SessionManager.openSession('latest', { units, repo }).catch(
    (error) => error,
  );
  assert.equal(stored.code, 'CORRUPTED_SESSION'); // without the codec it is not JSON, and says so
  await repo.close();
  rmSync(place, { recursive: true });
});
