// A small session cut off at each byte, and with each bit the other way round.
import { describe, expect, test } from 'vitest';
import { CodecError, createCodec, encryptedEnvelope, gzipEnvelope } from '../../src/index.js';
import { browserGzip } from '../../src/platform/browser/gzip.js';
import type { SessionCodec } from '../../src/session-codec.js';
import { goldenCase } from '../golden-sessions.js';
import { judge, judgeTwice, type Known } from './judge.js';

const golden = goldenCase('rejected-with-results');
const empty = goldenCase('empty');
const key = new Uint8Array(32).fill(7);
const known: Known = { ...golden, context: { ...golden.context, sessionId: 'one' } };

const plain = createCodec({ envelope: [] });
const packed = createCodec();
const encrypted = createCodec({
  envelope: [
    gzipEnvelope(),
    encryptedEnvelope({ keyId: 'k', key: (id) => (id === 'k' ? key : undefined) }),
  ],
});

function written(codec: SessionCodec): Uint8Array {
  const state = packed.resumeSync({ snapshot: golden.snapshot }, golden.units);
  return codec.suspendSync(state, known.context);
}

describe('cut off at each byte', () => {
  test.each([
    ['text', plain, written(plain)],
    ['gzip of plainbox', packed, golden.snapshot],
    ['gzip with a summary', packed, written(packed)],
    ['encrypted', encrypted, written(encrypted)],
  ])('%s is refused', (_, codec, bytes) => {
    for (let length = 1; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length);
      // Before the summary the session is whole.
      if (length === wholeMember(bytes)) continue;
      expect([length, judge(codec, cut, known)]).toEqual([length, expect.any(CodecError)]);
    }
  });

  test('gzip is refused in a browser just the same', () => {
    const bytes = written(packed);
    for (let length = 1; length < bytes.length; length += 1) {
      if (length === wholeMember(bytes)) continue;
      expect(() => browserGzip.decompressSync(bytes.subarray(0, length), 1e6)).toThrow();
    }
  });

  test('a delta is refused', () => {
    const state = packed.resumeSync({ snapshot: golden.snapshot }, golden.units);
    using tracker = state.trackChanges();
    state.updateMetadata({ title: 'changed', flags: ['incomplete'] });
    const delta = packed.suspendChanges(tracker.take(), { state });
    for (let length = 0; length < delta.length; length += 1) {
      const deltas = [delta.subarray(0, length)];
      expect(judge(packed, golden.snapshot, known, deltas)).toBeInstanceOf(CodecError);
    }
  });
});

describe('each bit the other way round', () => {
  test.each([
    ['text', plain, Buffer.from(empty.text as string), empty],
    ['gzip', packed, golden.snapshot, golden],
  ])('%s is a session or an error of the package', (_, codec, bytes, of) => {
    const ends = { session: 0, error: 0 };
    for (const flipped of flips(bytes)) ends[judgeTwice(codec, flipped, of)] += 1;
    expect(ends.error).toBeGreaterThan(ends.session);
  });

  test('encrypted is refused, whichever bit it is', () => {
    for (const flipped of flips(written(encrypted))) {
      expect(judge(encrypted, flipped, known)).toBeInstanceOf(CodecError);
    }
  });

  test('peeking is never misled about which session it is', async () => {
    const bytes = packed.suspendSync(packed.resumeSync({ snapshot: empty.snapshot }, []));
    const { metadata } = await packed.peek({ snapshot: bytes });
    for (const flipped of flips(bytes)) {
      const seen = await packed.peek({ snapshot: flipped }).catch((error: unknown) => error);
      if (!(seen instanceof CodecError)) expect(seen).toMatchObject({ metadata });
    }
  });
});

function* flips(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    yield flipped;
  }
}

/** Where the first member ends, which holds all of the session. */
function wholeMember(bytes: Uint8Array): number {
  return Buffer.from(bytes).lastIndexOf(Buffer.from([0x1f, 0x8b, 0x08, 0x04]));
}
