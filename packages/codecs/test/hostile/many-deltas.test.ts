// A snapshot and its deltas are one session: what the limits allow is allowed to all of them together.
import { gzipSync } from 'node:zlib';
import { SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { jobOf } from '../../src/conformance/sample-sessions.js';
import { createCodec } from '../../src/index.js';

const codec = createCodec({ envelope: [] });
const units = [jobOf('a')];
const snapshot = codec.suspendSync(new SessionState(units));

/** A delta that sets a key of the metadata that nobody knows. */
function delta(value: string): Buffer {
  return Buffer.from(`{"changes":[["metadata",{"x":${value}}]],"delta":1}`);
}

/** The same, in the envelopes that a delta may be in. */
function sealed(bytes: Buffer): Buffer {
  return Buffer.from(`{"sealed":"${gzipSync(bytes).toString('base64')}"}`);
}

const letters = delta(`"${'A'.repeat(10_000)}"`);
const numbers = delta(`[${'0,'.repeat(999)}0]`);

describe.each([
  ['text', 'maxTextBytes', letters, snapshot.length + 5 * letters.length],
  ['text that is packed', 'maxTextBytes', sealed(letters), snapshot.length + 5 * letters.length],
  ['values', 'maxValues', numbers, 21 + 5 * 1008],
  ['values that are packed', 'maxValues', sealed(numbers), 21 + 5 * 1008],
] as const)('%s within the limit', (_, name, one, maximum) => {
  const context = { limits: { [name]: maximum } };
  const few = Array<Uint8Array>(5).fill(one);
  const many = Array<Uint8Array>(6).fill(one);
  const refused = { code: 'LIMIT_EXCEEDED', limit: { name, maximum } };

  test('is read', async () => {
    await codec.resume({ snapshot, deltas: few }, units, context);
    codec.resumeSync({ snapshot, deltas: few }, units, context);
    await codec.peek({ snapshot, deltas: few }, context);
    await codec.fold({ snapshot, deltas: few }, context);
  });

  test('is refused where it is beyond the limit only together', async () => {
    const checkpoint = { snapshot, deltas: many };
    await expect(codec.resume(checkpoint, units, context)).rejects.toMatchObject(refused);
    expect(() => codec.resumeSync(checkpoint, units, context)).toThrow(
      expect.objectContaining(refused),
    );
    await expect(codec.peek(checkpoint, context)).rejects.toMatchObject(refused);
    await expect(codec.fold(checkpoint, context)).rejects.toMatchObject(refused);
  });
});

describe('changes without end to something large take time in proportion to their length', () => {
  const many = 100_000;
  const keys = `{${Array.from({ length: many }, (_, at) => `"${at}":0`).join()}}`;
  const repeated = (change: string): Buffer =>
    Buffer.from(`{"changes":[${Array(many).fill(change).join()}],"delta":1}`);

  test.each(['metadata', 'sections'])('%s', async (kind) => {
    const large = Buffer.from(`{"changes":[["${kind}",${keys}]],"delta":1}`);
    const checkpoint = { snapshot, deltas: [large, repeated(`["${kind}",{"x":0}]`)] };
    const text = Buffer.from(await codec.fold(checkpoint)).toString();
    expect(JSON.parse(text).session[kind]).toMatchObject({ '99999': 0, x: 0 });
    expect((await codec.peek(checkpoint)).counts.results).toBe(0);
  });

  test('further devices', async () => {
    const { session } = JSON.parse(Buffer.from(snapshot).toString());
    const names = Array.from({ length: 20_000 }, (_, at) => `d${at}`);
    const devices = Object.fromEntries(names.map((name) => [name, session]));
    const base = JSON.stringify({ session: { ...session, devices }, version: 11 });
    const changes = names.map((name) => ['device', name, [['metadata', { title: name }]]]);
    const deltas = [Buffer.from(JSON.stringify({ changes, delta: 1 }))];
    const folded = Buffer.from(await codec.fold({ snapshot: Buffer.from(base), deltas }));
    expect(JSON.parse(folded.toString()).session.devices.d19999.metadata.title).toBe('d19999');
  });
});
