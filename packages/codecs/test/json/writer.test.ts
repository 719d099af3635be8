import { type ExactJson, Float, floatText } from '@plainbox/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeJson } from '../../src/json/writer.js';
import { asFloat } from '../../src/representation/field.js';

test.each<[ExactJson, string]>([
  [null, 'null'],
  [1, '1'],
  [-0, '0'],
  [new Float(1), '1.0'],
  [new Float(-0), '-0.0'],
  [0.1, '0.1'],
  [1e-5, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [0.0001, '0.0001'],
  [new Float(1e16), '1e+16'],
  [new Float(1e15), '1000000000000000.0'],
  [1e21, '1000000000000000000000'],
  [123456789012345678901234567890n, '123456789012345678901234567890'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('%s', (value, text) => {
  expect(writeJson(value)).toBe(text);
});

test('a float of any value has the digits that Python gives it, whole microseconds too', () => {
  const millionths = fc.integer({ min: -2e9, max: 2e15 }).map((count) => count / 1e6);
  fc.assert(
    fc.property(fc.oneof(millionths, fc.double()), (value) => {
      expect(writeJson(asFloat(value))).toBe(floatText(value));
    }),
    { numRuns: 5000 },
  );
});

test('escapes only what plainbox (Python) escapes', () => {
  expect(writeJson('"\\\b\t\n\f\r\u0001\u001f/\u007f\u2028é😀')).toBe(
    '"\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f/\u007f\u2028é😀"',
  );
});

test('a lone surrogate, which would block every checkpoint of plainbox (Python), becomes U+FFFD', () => {
  expect(writeJson(['a\ud800b', '\udc00', '\ud83d\ude00'])).toBe('["a\ufffdb","\ufffd","😀"]');
});

test('keys stand in the order of code points at every depth', () => {
  const inner = new Map<string, ExactJson>([
    ['b', 1],
    ['10', 2],
    ['9', 3],
  ]);
  const keys = new Map<string, ExactJson>([
    ['\u{1f600}', inner],
    ['\uffee', 0],
    ['a', 0],
    ['__proto__', 0],
  ]);
  expect(writeJson(keys)).toBe('{"__proto__":0,"a":0,"\uffee":0,"\u{1f600}":{"10":2,"9":3,"b":1}}');
});

test('orders keys by code point where they come in the order of their UTF-16 units', () => {
  const keys = new Map([
    ['\u{1f600}', 0],
    ['\uffee', 0],
  ]);
  expect(writeJson(keys)).toBe('{"\uffee":0,"\u{1f600}":0}');
});
