import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isOneFrame } from '../../src/envelopes/zstd-frame.js';
import { createCodec, plainboxRegistry, zstdEnvelope } from '../../src/index.js';
import { withoutSlot } from '../conformance/rack-slot.js';

/** What `zstd` of Node 22 makes of 2, 300 and 70 000 letters, with parts of the header that may be there or not. */
const FRAMES: readonly [string, string][] = [
  ['a length of one byte', '28b52ffd20021100007878'],
  ['a length of two bytes', '28b52ffd602c004d00001078780100272ac002'],
  ['a length of four bytes', '28b52ffda07011010055000010787801006b1139c002'],
  ['a length of eight bytes', '28b52ffde0020000000000000011000078 78'.replace(' ', '')],
  ['no length', '28b52ffd00004d00001078780100272ac002'],
  ['a checksum', '28b52ffd24021100007878ee331720'],
  ['a byte that is repeated', '28b52ffd20021300 0078'.replace(' ', '')],
  ['two blocks, of which the second is empty', '28b52ffd20021000007878010000'],
];
const SKIPPED = '502a4d1801000000ff';

describe.each(FRAMES)('a frame with %s', (_, hex) => {
  const frame = Buffer.from(hex, 'hex');

  test('is one whole frame', () => {
    expect(isOneFrame(frame)).toBe(true);
  });

  test('is none where a byte is missing, whichever is the last that is there', () => {
    for (let length = 0; length < frame.length; length += 1) {
      expect([length, isOneFrame(frame.subarray(0, length))]).toEqual([length, false]);
    }
  });

  test.each([
    ['a byte', '00'],
    ['the same once more', hex],
    ['a frame that is to be skipped', SKIPPED],
  ])('is not alone with %s behind it', (_what, behind) => {
    expect(isOneFrame(Buffer.from(hex + behind, 'hex'))).toBe(false);
  });
});

test.each([
  ['text', Buffer.from('{"session":{},"version":11}')],
  ['a block of a kind that there is none of', Buffer.from('28b52ffd20021700007878', 'hex')],
  ['a frame that is to be skipped', Buffer.from(SKIPPED, 'hex')],
])('%s is no frame', (_, bytes) => {
  expect(isOneFrame(bytes)).toBe(false);
});

describe.runIf('zstdCompressSync' in zlib)('where there is zstd', () => {
  const { zstdDecompressSync } = zlib as unknown as {
    zstdDecompressSync(bytes: Uint8Array): Uint8Array;
  };

  test.each(FRAMES)('zlib reads the frame with %s too', (_, hex) => {
    expect(zstdDecompressSync(Buffer.from(hex, 'hex')).toString()).toMatch(/^x+$/);
  });

  test('a session is read from one whole frame alone, at once or later', async () => {
    const codec = createCodec({ envelope: zstdEnvelope() });
    const state = withoutSlot();
    const whole = Buffer.from(codec.suspendSync(state));
    expect(codec.resumeSync({ snapshot: whole }, state.units).jobs.size).toBe(2);
    const spoilt = [
      Buffer.concat([whole, Buffer.from('x')]),
      Buffer.concat([whole, whole]),
      Buffer.concat([whole, Buffer.from(SKIPPED, 'hex')]),
      whole.subarray(0, -1),
    ];
    const corrupted = { code: 'CORRUPTED_SESSION' };
    for (const snapshot of spoilt) {
      await expect(codec.resume({ snapshot }, state.units)).rejects.toMatchObject(corrupted);
      expect(() => codec.resumeSync({ snapshot }, state.units)).toThrow(
        expect.objectContaining(corrupted),
      );
    }
    expect(plainboxRegistry.envelopeOf(whole)?.id).toBe('zstd');
  });
});
