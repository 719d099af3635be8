import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/results/base64.js';

test('any bytes are written as standard base64, and read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = encodeBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
});

test('what is not of the alphabet is skipped, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(30), fc.constantFrom(' ', '\n', '!', '-', '_', '\0')), {
        minLength: 1,
      }),
      (bytes, junk) => {
        let text = encodeBase64(bytes);
        for (const [at, char] of junk) text = text.slice(0, at) + char + text.slice(at);
        expect(decodeBase64(text)).toEqual(bytes);
      },
    ),
  );
});

test.each(['a', 'ab', 'abc', 'aG=', 'aG=V', 'aGVsa', '=a', 'a==='])('%s lacks padding', (text) => {
  expect(() => decodeBase64(text)).toThrow(SyntaxError);
});

test.each([
  ['aGVs=', 'hel'],
  ['=aGVs', 'hel'],
  ['aG==aGVs', 'h'],
  ['aGV=aGVs', 'he'],
  ['aGVs====', 'hel'],
  ['!!!!', ''],
  ['', ''],
])('%s is read as Python reads it', (text, expected) => {
  expect(Buffer.from(decodeBase64(text)).toString()).toBe(expected);
});

test('text that is not ASCII is refused', () => {
  expect(() => decodeBase64('aGVsé')).toThrow(SyntaxError);
  expect(() => decodeBase64('aGVé')).toThrow(SyntaxError);
});
