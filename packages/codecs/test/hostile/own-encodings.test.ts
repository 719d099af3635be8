// What an encoding of others gives is held to the limits that text is held to.
import { type ExactJson, Float } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec, defineFormat, jsonEncoding, type ReadLimits } from '../../src/index.js';
import { judge, withLimits } from './judge.js';

const VERSION = 'com.acme.own/1';

/** What becomes of a session that an encoding makes of next to no bytes. */
function decodedAs(inSession: ExactJson, limits: Partial<ReadLimits>): unknown {
  const decode = (): ExactJson =>
    new Map<string, ExactJson>([
      ['session', new Map([['of a later version', inSession]])],
      ['version', VERSION],
    ]);
  const encoding = { ...jsonEncoding, id: 'own', decode };
  const codec = createCodec({ format: defineFormat({ version: VERSION, encoding }) });
  return judge(codec, Uint8Array.of(1), withLimits(limits));
}

const withinLimits = expect.objectContaining({ code: 'CORRUPTED_SESSION' }); // a key is missing
const beyond = (name: keyof ReadLimits): unknown =>
  expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: { name, maximum: expect.anything() } });

describe('what an encoding gives is refused beyond a limit', () => {
  test.each<[string, ExactJson, Partial<ReadLimits>]>([
    ['a string', 'x'.repeat(101), { maxStringBytes: 100 }],
    ['a string of few long characters', '€'.repeat(34), { maxStringBytes: 100 }],
    ['a key', new Map([['k'.repeat(101), 1]]), { maxStringBytes: 100 }],
    ['an integer', 10n ** 100n, { maxNumberDigits: 100 }],
    ['a negative integer', -(10n ** 100n), { maxNumberDigits: 100 }],
    ['one string in many places', Array(300).fill('x'.repeat(100)), { maxTextBytes: 20_000 }],
    [
      'one key in many places',
      Array(300).fill(new Map([['k'.repeat(90), 1]])),
      { maxTextBytes: 20_000 },
    ],
    ['values', Array(300).fill(0), { maxValues: 200 }],
    ['lists in lists', nested(20), { maxDepth: 10 }],
  ])('%s', (_, json, limits) => {
    const [name] = Object.keys(limits) as [keyof ReadLimits];
    expect(decodedAs(json, limits)).toEqual(beyond(name));
  });

  test('an integer of millions of digits, without counting each of them', () => {
    const started = performance.now();
    expect(decodedAs(1n << 30_000_000n, {})).toEqual(beyond('maxNumberDigits'));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('and is taken up to it', () => {
  test.each<[string, ExactJson, Partial<ReadLimits>]>([
    ['a string', 'x'.repeat(100), { maxStringBytes: 100 }],
    ['a string of few long characters', '€'.repeat(33), { maxStringBytes: 100 }],
    ['an integer', 10n ** 100n - 1n, { maxNumberDigits: 100 }],
    ['a negative integer', 1n - 10n ** 100n, { maxNumberDigits: 100 }],
    ['a float, which is as long as it is written', new Float(1e300), { maxNumberDigits: 10 }],
  ])('%s', (_, json, limits) => {
    expect(decodedAs(json, limits)).toEqual(withinLimits);
  });

  test('an integer of as many digits as text may have, with a sign or without', () => {
    const nines = 10n ** 4300n - 1n;
    const codec = createCodec({ envelope: [] });
    for (const integer of [nines, -nines]) {
      expect(decodedAs(integer, {})).toEqual(withinLimits);
      const text = `{"session":{"of a later version":${integer}},"version":11}`;
      expect(judge(codec, Buffer.from(text), withLimits({}))).toEqual(withinLimits);
    }
  });
});

function nested(depth: number): ExactJson {
  let inner: ExactJson = 1;
  for (let at = 0; at < depth; at += 1) inner = [inner];
  return inner;
}
