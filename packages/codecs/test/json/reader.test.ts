import { Float, floatText } from '@plainbox/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptedSessionError } from '../../src/errors.js';
import { readJson } from '../../src/json/reader.js';
import { writeJson } from '../../src/json/writer.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';

const read = (text: string) => readJson(Buffer.from(text), DEFAULT_LIMITS);
const BEYOND_LIMIT = expect.objectContaining({ code: 'LIMIT_EXCEEDED' });
const rewrite = (text: string) => writeJson(read(text));

describe('numbers', () => {
  test.each([
    ['1', 1],
    ['-0', 0],
    ['1.5', 1.5],
    ['1.0', new Float(1)],
    ['-0.0', new Float(-0)],
    ['1e2', new Float(100)],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['1e400', Number.POSITIVE_INFINITY],
  ])('%s is read without loss', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each(['01', '1.', '.5', '+1', '0x1', '1_0', '--1', '-', '1e', '-NaN', '1 2', '-01'])(
    '%s is no JSON',
    (text) => {
      expect(() => read(text)).toThrow(CorruptedSessionError);
    },
  );

  test('any decimal is the float that it stands for, whichever way it is computed', () => {
    const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,17})\.\d{1,20}$/);
    fc.assert(
      fc.property(digits, fc.constantFrom('', '-'), (text, sign) => {
        expect(writeJson(read(`[${sign}${text}]`))).toBe(`[${floatText(Number(sign + text))}]`);
      }),
      { numRuns: 2000 },
    );
  });

  test('a number of more digits than allowed is refused before it is computed', () => {
    expect(() => read('9'.repeat(4301))).toThrow(BEYOND_LIMIT);
    expect(read('9'.repeat(4300))).toBe(BigInt('9'.repeat(4300)));
  });
});

describe('strings', () => {
  test.each([
    ['"\\u0041\\n\\/\\"\\\\"', 'A\n/"\\'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\ud800"', '\ud800'],
    ['"\u2028\u007f"', '\u2028\u007f'],
    ['"\\\\"', '\\'],
  ])('%s', (text, value) => {
    expect(read(text)).toBe(value);
  });

  test.each([
    '"',
    '"\\',
    '"\\"',
    '"\\x"',
    '"\\u12"',
    '"\\u12g4"',
    '"\n"',
    '"\t"',
    '"\\n\n"',
    "'a'",
  ])('%j is no JSON', (text) => {
    expect(() => read(text)).toThrow(CorruptedSessionError);
  });
});

describe('objects', () => {
  test('the last of two equal keys wins, in small objects and in large ones', () => {
    expect(rewrite('{"a":1,"b":2,"a":3}')).toBe('{"a":3,"b":2}');
    const many = Array.from({ length: 40 }, (_, index) => `"k${index}":0`).join(',');
    expect(rewrite(`{${many},"k7":1}`)).toBe(rewrite(`{${many.replace('"k7":0', '"k7":1')}}`));
  });

  test('a repeated key after an object of the same keys', () => {
    expect(rewrite('[{"a":1,"b":2},{"a":1,"b":2,"a":3},{"a":1,"c":2},{"a":1}]')).toBe(
      '[{"a":1,"b":2},{"a":3,"b":2},{"a":1,"c":2},{"a":1}]',
    );
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is a key like any other',
    (key) => {
      const object = read(`{"${key}":{"a":1}}`) as ReadonlyMap<string, unknown>;
      expect([...object.keys()]).toEqual([key]);
      expect(object.has('valueOf')).toBe(false);
      expect(rewrite(`{"${key}":{"a":1}}`)).toBe(`{"${key}":{"a":1}}`);
    },
  );

  test.each([
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    '{"a" 1}',
    '[1,]',
    '[',
    '[1',
    ']',
    '{}}',
    '',
  ])('%j is no JSON', (text) => {
    expect(() => read(text)).toThrow(CorruptedSessionError);
  });
});

test('white space may stand between all tokens', () => {
  expect(rewrite(' { "a" : [ 1 , 2 ] ,\r\n\t"b" : { } } ')).toBe('{"a":[1,2],"b":{}}');
});

test('nesting beyond the limit is refused, however deep', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(rewrite(nested(256))).toBe(nested(256));
  expect(() => read(nested(257))).toThrow(BEYOND_LIMIT);
  expect(() => read('['.repeat(1_000_000))).toThrow(BEYOND_LIMIT);
  expect(() => read('{"a":'.repeat(1_000_000))).toThrow(BEYOND_LIMIT);
});

test('reads whatever JSON.stringify writes, as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.parse(rewrite(text))).toEqual(JSON.parse(text));
    }),
  );
});

test('accepts and refuses what JSON.parse does, on any text of JSON-like pieces', () => {
  const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '1', '-', '.5', 'e', 'null', ' '];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (chosen) => {
      const text = chosen.join('');
      expect(accepts(() => read(text))).toBe(accepts(() => JSON.parse(text)));
    }),
    { numRuns: 3000 },
  );
});

function accepts(reader: () => unknown): boolean {
  try {
    reader();
    return true;
  } catch {
    return false;
  }
}

describe('large objects', () => {
  const object = (members: readonly (readonly [string, string])[]): string =>
    `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
  const keys = fc.uniqueArray(
    fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('a\\', 'a"', 'a', 'a\\"x')),
    {
      minLength: 17,
      maxLength: 40,
    },
  );

  test('with like keys are read as each would be alone', () => {
    fc.assert(
      fc.property(
        keys,
        fc.array(fc.nat(40), { minLength: 17 }),
        fc.jsonValue(),
        (names, chosen, value) => {
          const member = JSON.stringify(value);
          const first = object(names.map((name) => [name, member]));
          const repeated = chosen.map((index) => names[index % names.length] as string);
          const second = object(repeated.map((name) => [name, '[1]']));
          expect(rewrite(`[${first},${second}]`)).toBe(`[${rewrite(first)},${rewrite(second)}]`);
          // Not by JSON.parse, which in Node 26 takes the key `a"` for `a\` where it has met that one before.
          const once = [...new Set(repeated)].sort();
          expect(rewrite(second)).toBe(object(once.map((name) => [name, '[1]'])));
          expect([...(read(second) as ReadonlyMap<string, unknown>).keys()].sort()).toEqual(once);
        },
      ),
    );
  });

  test.each([
    '{"a":[1,}',
    '{"a":[1}',
    '{"a":{"b" 1}}',
    '{"a":{b:1}}',
    '{"a":[01]}',
    '{"a":["\\x"]}',
    '{"a":[1',
  ])('are refused where %s would be', (broken) => {
    const many = Array.from({ length: 20 }, (_, index) => `"k${index}":0`).join(',');
    expect(() => read(`{${many},${broken.slice(1)}`)).toThrow(CorruptedSessionError);
  });

  test('are bounded in depth and digits before anything in them is asked for', () => {
    const many = Array.from({ length: 20 }, (_, index) => `"k${index}":0`).join(',');
    const deep = `${'['.repeat(300)}${']'.repeat(300)}`;
    expect(() => read(`{${many},"a":${deep}}`)).toThrow(BEYOND_LIMIT);
    expect(() => read(`{${many},"a":[${'9'.repeat(5000)}]}`)).toThrow(BEYOND_LIMIT);
  });
});

test.each([
  ['a lone continuation byte', [0x80]],
  ['a sequence that is cut off', [0xe2, 0x82]],
  ['an overlong form', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
])('%s is no UTF-8, read or passed over', (_, bytes) => {
  const many = Array.from({ length: 20 }, (__, index) => `"k${index}":0`).join(',');
  for (const [before, after] of [
    ['"', '"'],
    [`{${many},"a":["`, '"]}'],
    [`{${many},"a":{"`, '":1}}'],
    [`{${many},"`, '":1}'],
    ['', ''],
  ] as const) {
    const text = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
    expect(() => readJson(text, DEFAULT_LIMITS)).toThrow(CorruptedSessionError);
  }
});

test('a byte order mark is refused, as plainbox (Python) does', () => {
  expect(() => read('\ufeff{}')).toThrow(CorruptedSessionError);
});
