import { constants, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowingGzip } from '../src/io-logs/growing-gzip.js';

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });

describe('a gzip that grows', () => {
  test('is one ordinary gzip member in the end', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (input) => {
        const gzip = new GrowingGzip();
        const written: Uint8Array[] = [];
        for (const piece of input) written.push(await gzip.add(piece));
        written.push(gzip.end());
        expect(gunzipSync(Buffer.concat(written))).toEqual(Buffer.concat(input));
      }),
    );
  });

  test('gives back all whole pieces when it is cut off before its end', async () => {
    const gzip = new GrowingGzip();
    const first = await gzip.add(Buffer.from('first line\n'));
    const second = await gzip.add(Buffer.from('second line\n'));
    const cut = Buffer.concat([first, second]);
    const partly = { finishFlush: constants.Z_SYNC_FLUSH };
    expect(gunzipSync(cut, partly).toString()).toBe('first line\nsecond line\n');
    expect(gunzipSync(cut.subarray(0, -1), partly).toString()).toMatch(/^first line\n/);
  });

  test('compresses a piece by what came before it', async () => {
    const gzip = new GrowingGzip();
    const line = Buffer.from('[0.001,"stdout","dGhlIHNhbWUgbGluZSBhZ2FpbiBhbmQgYWdhaW4K"]\n');
    const first = await gzip.add(line);
    const again = await gzip.add(line);
    expect(again.length).toBeLessThan(first.length / 2);
  });

  test('keeps its window when pieces are longer than it', async () => {
    const gzip = new GrowingGzip();
    const long = Buffer.alloc(100_000, 'abcdefg\n');
    const written = [await gzip.add(long), await gzip.add(long), gzip.end()];
    expect(gunzipSync(Buffer.concat(written)).length).toBe(200_000);
  });
});
