import { randomBytes } from 'node:crypto';
import { crc32, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { contentOf, unzippedContent } from '../src/filesystem/integrity.js';
import { run, runSync } from '../src/filesystem/steps.js';
import { lotFrom } from './crash/power-cut.js';
import { emptyMember, type MemberHeader, textMember } from './zipped.js';

function nameOf(text: string): string {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(Buffer.byteLength(text), 4);
  return `gzip:${trailer.toString('hex')}`;
}

test('of any gzip file the last text is told, whatever stands behind it without text', async () => {
  const lot = lotFrom(7);
  const upTo = (most: number): number => Math.floor(lot() * (most + 1));
  const letters = (most: number): string =>
    Array.from({ length: upTo(most) }, () => 'abc \n'[upTo(4)]).join('');
  const someHeader = (): MemberHeader => ({
    ...(lot() < 0.5 ? { extra: randomBytes(upTo(300)) } : {}),
    ...(lot() < 0.3 ? { name: letters(20) } : {}),
    ...(lot() < 0.3 ? { comment: `${letters(20)}!` } : {}),
    checksum: lot() < 0.3,
  });
  for (let round = 0; round < 2000; round++) {
    const texts = Array.from({ length: 1 + upTo(2) }, () => `${letters(200)}.`);
    const between = Array.from({ length: upTo(2) }, () => emptyMember(someHeader()));
    const members = [
      ...texts.flatMap((text) => [textMember(text, someHeader()), ...between]),
      ...Array.from({ length: upTo(3) }, () => emptyMember(someHeader())),
    ];
    const file = Buffer.concat(members);
    expect(contentOf(file)).toBe(nameOf(texts.at(-1) ?? ''));
    const whole = runSync(unzippedContent(file));
    expect(whole).toBe(nameOf(texts.join('')));
    if (round % 50 === 0) expect(await run(unzippedContent(file))).toBe(whole);
  }
});

test('side data as long as a header takes is stepped over; what is no member is not', () => {
  const zipped = gzipSync('text');
  const longest = emptyMember({ extra: Buffer.alloc(0xffff, 0x1f) });
  expect(contentOf(Buffer.concat([zipped, longest]))).toBe(nameOf('text'));
  for (const file of [
    Buffer.from('no gzip'),
    gzipSync(''),
    Buffer.concat([gzipSync(''), emptyMember()]),
    Buffer.concat([zipped, emptyMember().subarray(1)]),
    Buffer.concat([zipped, Buffer.alloc(20)]),
    zipped.subarray(0, 12),
    Buffer.concat([zipped, ...Array.from({ length: 40 }, () => emptyMember())]),
  ]) {
    expect(contentOf(file)).toBeUndefined();
  }
});

test('a file made to be searched for headers costs no time', () => {
  const header = Buffer.from([0x1f, 0x8b, 0x08, 0x18, 1, 1, 1, 1, 1, 1]);
  const bait = Buffer.concat([...Array.from({ length: 60_000 }, () => header), emptyMember()]);
  const begin = performance.now();
  expect(contentOf(bait.subarray(0, -20))).toMatch(/^gzip:/);
  expect(contentOf(Buffer.concat([bait.subarray(0, -20), emptyMember().subarray(10)]))).toBe(
    undefined,
  );
  expect(performance.now() - begin).toBeLessThan(1000);
});
