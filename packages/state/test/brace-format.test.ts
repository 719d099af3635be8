import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BraceFormatError, type ExactJson, Float } from '../src/index.js';
import { formatBraces, formatNames } from '../src/templates/brace-format.js';

const missing = (name: string): string => `<${name}>`;
const format = (text: string, values: Record<string, ExactJson>): string =>
  formatBraces(text, new Map(Object.entries(values)), missing);

describe('brace formatting', () => {
  // What Python's str.format gives for the same text and values.
  test.each<[string, Record<string, ExactJson>, string]>([
    ['{a} and {b}', { a: 'x', b: 'y' }, 'x and y'],
    ['{{a}} {{{a}}}', { a: 'x' }, '{a} {x}'],
    ['{n-x}', { 'n-x': 'dashed' }, 'dashed'],
    ['{ n }', { n: 'x', ' n ': 'spaced' }, 'spaced'],
    ['{a!r} {a!s} {a!a}', { a: "it's é" }, `"it's é" it's é "it's \\xe9"`],
    ['{a!r}', { a: 'q\'"\\\n\x07\u200b\u{1F600}' }, `'q\\'"\\\\\\n\\x07\\u200b\u{1F600}'`],
    ['{a!a}', { a: '\u{1F600}\u20ac' }, "'\\U0001f600\\u20ac'"],
    ['[{a:5}] [{a:>5}] [{a:^5}] [{a:*<5}]', { a: 'x' }, '[x    ] [    x] [  x  ] [x****]'],
    ['{a:.2} {a:4.1}|', { a: 'xyz' }, 'xy x   |'],
    ['{a:3}|', { a: '\u{1F600}' }, '\u{1F600}  |'],
    ['{n} {n:03} {n:+d} {n:>4} {n:<4}|', { n: 7 }, '7 007 +7    7 7   |'],
    [
      '{n:x} {n:#X} {n:b} {n:#o} {n:,} {n:_}',
      { n: 1234567 },
      '12d687 0X12D687 100101101011010000111 0o4553207 1,234,567 1_234_567',
    ],
    ['{n:05} {n:=5}', { n: -7 }, '-0007 -   7'],
    [
      '{a} {b} {c} {d} {e}',
      { a: true, b: null, c: 1.5, d: new Float(1), e: 2n ** 64n },
      'True None 1.5 1.0 18446744073709551616',
    ],
  ])('%s', (text, values, expected) => {
    expect(format(text, values)).toBe(expected);
  });

  test.each([
    ['{unknown}', '<unknown>'],
    ['{a.attribute}', '<a.attribute>'],
    ['{a[0]}', '<a[0]>'],
    ['{a[}]}', '<a[}]>'],
    ['{a:{width}}', '<width>'],
    ['{__proto__}', '<__proto__>'],
    ['{constructor}', '<constructor>'],
  ])('%s has no value', (text, expected) => {
    expect(format(text, { a: 'x' })).toBe(expected);
  });

  test.each([
    '{',
    '}',
    'a}b',
    '{a',
    '{a{b}',
    '{}',
    '{0}',
    '{a!}',
    '{a!rr}',
    '{a!x}',
    '{a:d}',
    '{a:>99999999}',
    '{n:.2}',
    '{n:s}',
  ])('%s is refused', (text) => {
    expect(() => format(text, { a: 'x', n: 1 })).toThrow(BraceFormatError);
  });

  test('names what a text uses, in order', () => {
    expect(formatNames('{{x}} {b} {a!r:>5} {b} {c.d}')).toEqual(['b', 'a', 'b', 'c.d']);
  });

  test('gives back any text whose braces are doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(format(text.replace(/[{}]/g, '$&$&'), {})).toBe(text);
      }),
    );
  });

  test('puts any value where its name stands', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !/[{}!:.[\]]|^\d+$/.test(text));
    fc.assert(
      fc.property(name, fc.string({ unit: 'binary' }), (parameter, value) => {
        expect(format(`<{${parameter}}>`, { [parameter]: value })).toBe(`<${value}>`);
      }),
    );
  });

  test('answers whatever text with text or with its own error', () => {
    const piece = fc.constantFrom('{', '}', 'a', '!', 'r', ':', '>', '5', '[', ']', '.', 'd');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          expect(typeof format(pieces.join(''), { a: 'x' })).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(BraceFormatError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
