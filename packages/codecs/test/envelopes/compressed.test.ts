import * as zlib from 'node:zlib';
import { SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { claimedLength } from '../../src/envelopes/gzip-summary.js';
import { makeZstdEnvelope } from '../../src/envelopes/zstd.js';
import { createCodec, gzipEnvelope, zstdEnvelope } from '../../src/index.js';
import { browserPlatform } from '../../src/platform/browser/browser-platform.js';

const { gunzipSync, gzipSync } = zlib;
const hasZstd = 'zstdCompressSync' in zlib;

function titled(title: string): SessionState {
  const state = new SessionState();
  state.updateMetadata({ title });
  return state;
}

test('the same session gives the same bytes, at once or later, at any time of day', async () => {
  const codec = createCodec();
  const bytes = Buffer.from(codec.suspendSync(titled('one')));
  expect(bytes.equals(codec.suspendSync(titled('one')))).toBe(true);
  expect(bytes.equals(await codec.suspend(titled('one')))).toBe(true);
  expect(bytes.subarray(0, 10).toString('hex')).toBe('1f8b08000000000002ff');
});

test('the length of the text is found though a summary stands behind it: unpacking takes one piece', () => {
  const text = createCodec({ envelope: [] }).suspendSync(titled('one'));
  expect(claimedLength(createCodec().suspendSync(titled('one')))).toBe(text.length);
  expect(claimedLength(gzipSync(text))).toBe(text.length);
  expect(claimedLength(new Uint8Array(3))).toBe(0);
});

test('any level, and no envelope at all, hold the same text', () => {
  const text = createCodec({ envelope: [] }).suspendSync(titled('one'));
  for (const level of [1, 6, 9]) {
    const codec = createCodec({ envelope: gzipEnvelope({ level }) });
    expect(gunzipSync(codec.suspendSync(titled('one'))).equals(text)).toBe(true);
  }
});

describe('each codec finds by the first bytes what another wrote', () => {
  const writers = [
    createCodec(),
    createCodec({ envelope: [] }),
    createCodec({ envelope: [gzipEnvelope(), gzipEnvelope({ level: 1 })] }),
    ...(hasZstd ? [createCodec({ envelope: zstdEnvelope() })] : []),
  ];
  test('whichever it is set to write', async () => {
    for (const writer of writers) {
      const snapshot = writer.suspendSync(titled('found'));
      for (const reader of writers) {
        expect((await reader.resume({ snapshot }, [])).metadata.title).toBe('found');
        expect((await reader.peek({ snapshot })).metadata.title).toBe('found');
      }
    }
  });
});

describe('zstd', () => {
  // What `zstd` 1.5 makes of `{}`.
  const frame = Buffer.from('28b52ffd04581100007b7d', 'hex');

  test.runIf(hasZstd)('is smaller than nothing around it, and bounded like gzip', () => {
    const codec = createCodec({ envelope: zstdEnvelope({ level: 19 }) });
    const state = titled('x'.repeat(100_000));
    const snapshot = codec.suspendSync(state);
    expect(snapshot.length).toBeLessThan(1000);
    expect(codec.resumeSync({ snapshot }, []).metadata.title).toHaveLength(100_000);
    expect(() => codec.resumeSync({ snapshot }, [], { limits: { maxTextBytes: 50_000 } })).toThrow(
      expect.objectContaining({
        code: 'LIMIT_EXCEEDED',
        limit: { name: 'maxTextBytes', maximum: 50_000 },
      }),
    );
  });

  test.runIf(hasZstd)('that is damaged is corruption', async () => {
    await expect(createCodec().resume({ snapshot: frame }, [])).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
  });

  test.skipIf(hasZstd)('is refused by name on a Node that has none', async () => {
    const codec = createCodec({ envelope: zstdEnvelope() });
    const refused = { code: 'ENVELOPE_UNAVAILABLE' };
    await expect(codec.suspend(new SessionState())).rejects.toMatchObject(refused);
    await expect(createCodec().resume({ snapshot: frame }, [])).rejects.toMatchObject(refused);
  });

  test('is refused by name in a browser', async () => {
    const codec = createCodec({ envelope: makeZstdEnvelope(browserPlatform.zstd) });
    await expect(codec.resume({ snapshot: frame }, [])).rejects.toMatchObject({
      code: 'ENVELOPE_UNAVAILABLE',
    });
    expect(() => codec.suspendSync(new SessionState())).toThrow(
      expect.objectContaining({ code: 'ENVELOPE_UNAVAILABLE' }),
    );
  });
});

describe('gzip is read as plainbox (Python) reads it', () => {
  const text = createCodec({ envelope: [] }).suspendSync(titled('one'));
  const half = text.length >> 1;
  const members = [gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))];
  const zeros = Buffer.alloc(7);

  test.each([
    ['several members', members],
    ['zero bytes at the end', [...members, zeros]],
    ['zero bytes between members', [members[0] as Buffer, zeros, members[1] as Buffer]],
    ['an empty member', [gzipSync(''), ...members, gzipSync('')]],
  ])('%s', async (_, parts) => {
    const snapshot = Buffer.concat(parts);
    expect((await createCodec().resume({ snapshot }, [])).metadata.title).toBe('one');
    expect(Buffer.from(browserPlatform.gzip.decompressSync(snapshot, 1e6)).equals(text)).toBe(true);
  });

  test.each([
    ['one byte', [0x1f]],
    ['the beginning of a member', [0x1f, 0x8b]],
    ['a letter', [0x78]],
    ['a letter after zero bytes', [0, 0, 0x78]],
  ])('%s behind the last member is corruption', async (_, junk) => {
    const snapshot = Buffer.concat([...members, Buffer.from(junk)]);
    await expect(createCodec().resume({ snapshot }, [])).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
    expect(() => browserPlatform.gzip.decompressSync(snapshot, 1e6)).toThrow();
  });
});
