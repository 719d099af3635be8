// An envelope of an application may be JSON itself, as a delta is: the two must not be taken for each other.
import { createHmac } from 'node:crypto';
import { MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { jobOf } from '../../src/conformance/sample-sessions.js';
import { createCodec, defineEnvelope } from '../../src/index.js';

const signatureOf = (text: string): string =>
  createHmac('sha256', 'key').update(text).digest('hex');

function sign(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString();
  return Buffer.from(JSON.stringify({ signed: text, by: signatureOf(text) }));
}

function verify(bytes: Uint8Array): Uint8Array {
  const { signed, by } = JSON.parse(Buffer.from(bytes).toString());
  if (by !== signatureOf(signed)) throw new Error('signed by somebody else');
  return Buffer.from(signed);
}

const ASYNCHRONOUS = {
  id: 'signed',
  required: true,
  matches: (bytes: Uint8Array) => Buffer.from(bytes).toString().startsWith('{"signed":'),
  wrap: async (bytes: Uint8Array) => sign(bytes),
  unwrap: async (bytes: Uint8Array) => verify(bytes),
  wrapSync: sign,
};
const units = [jobOf('a')];

describe.each([
  ['of both kinds', { ...ASYNCHRONOUS, unwrapSync: verify }],
  ['that opens asynchronously only', ASYNCHRONOUS],
])('a required envelope %s that is JSON', (_, envelope) => {
  const codec = createCodec({ envelope: defineEnvelope(envelope) });
  const state = new SessionState(units);
  const snapshot = codec.suspendSync(state);

  test('is put around deltas and taken off', async () => {
    using tracker = state.trackChanges();
    state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const deltas = [codec.suspendChanges(tracker.take(), { state })];
    const resumed = await codec.resume({ snapshot, deltas }, units);
    expect(resumed.jobs.get('a')?.result.outcome).toBe('pass');
  });

  test('does not vouch for changes that were written beside what it holds', async () => {
    const genuine = JSON.parse(Buffer.from(snapshot).toString());
    const changes = [['metadata', { title: 'forged' }]];
    const deltas = [Buffer.from(JSON.stringify({ ...genuine, changes, delta: 1 }))];
    const checkpoint = { snapshot, deltas };
    const refused = { code: 'ENVELOPE_REQUIRED' };
    await expect(codec.resume(checkpoint, units)).rejects.toMatchObject(refused);
    await expect(codec.peek(checkpoint)).rejects.toMatchObject(refused);
    if (envelope === ASYNCHRONOUS) return;
    expect(() => codec.resumeSync(checkpoint, units)).toThrow(expect.objectContaining(refused));
  });
});
