import { Float, floatText } from '@plainbox/state';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { CorruptedSessionError } from '../../src/errors.js';
import { readJson } from '../../src/json/reader.js';
import { JsonScanner } from '../../src/json/scanner.js';
import { writeJson } from '../../src/json/writer.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import type { JsonMap } from '../../src/representation/session-representation.js';

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

describe('keys of a large object', () => {
  const ids = Array.from({ length: 3000 }, (_, at) => `job-${String(at).padStart(4, '0')}`);
  const list = (items: readonly string[]) => `[${items.map((id) => `"${id}"`).join(',')}]`;
  const object = (keys: readonly string[]) => `{${keys.map((id) => `"${id}":0`).join(',')}}`;

  /** How many strings are read, and not known again by their bytes. */
  const stringsReadOf = (parts: readonly string[]): number => {
    const spy = vi.spyOn(JsonScanner.prototype, 'readString');
    try {
      read(`[${parts.join(',')}]`);
      return spy.mock.calls.length;
    } finally {
      spy.mockRestore();
    }
  };

  test('are known from the object before it, or a list', () => {
    const once = stringsReadOf([object(ids)]);
    expect(once).toBe(3000);
    expect(stringsReadOf([object(ids), object(ids)])).toBeLessThan(once + 50);
    expect(stringsReadOf([list(ids), object(ids)])).toBeLessThan(once + 50);
  });

  test('are known for all the shorter lists between the two, such as one of mandatory jobs', () => {
    const some = ids.filter((_, at) => at % 2 === 0);
    const strings = stringsReadOf([object(ids), list(some), object(ids)]);
    expect(strings).toBeLessThan(ids.length + some.length + 50);
  });

  test('are not to be those of the list, nor to stand as it says', () => {
    const reversed = [...ids].reverse();
    const others = ids.map((id) => id.replace('job', 'jab'));
    for (const keys of [reversed, others, ids.filter((_, at) => at % 7 === 0)]) {
      const [, map] = read(`[${list(ids)},${object(keys)}]`) as [unknown, ReadonlyMap<string, 0>];
      expect([...map.keys()]).toEqual(keys);
    }
  });

  test.each([
    ['in other bytes', ids.map((id) => `"${id}Ã©"`), (id: string) => `${id}é`],
    ['with a quote in them', ids.map((id) => `"${id}\\":"`), (id: string) => id],
    ['that are lists as long', ids.map(() => '[0,1,2,3,4,5,6,7]'), (id: string) => id],
  ])('are told from items of a list %s', (_, items, keyOf) => {
    const keys = ids.map(keyOf);
    const members = keys.map((key) => `"${key}":"text"`);
    const [, map] = read(`[[${items}],{${members}}]`) as [unknown, ReadonlyMap<string, 'text'>];
    expect([...map.keys()]).toEqual(keys);
  });

  test.each([
    ['in other bytes', (id: string) => `${id}Ã©`, (id: string) => `${id}é`],
    ['with a quote in them', (id: string) => `${id}\\":`, (id: string) => id],
  ])('are told from those of the object before it %s', (_, earlier, later) => {
    // Those that a large object begins with are looked at apart from the others.
    const beginning = Array.from({ length: 16 }, (_, at) => `begin-${at}`);
    for (const [from, to] of [
      [0, 16],
      [16, 3000],
    ] as const) {
      const isOdd = (at: number) => at >= from && at < to;
      const before = ids.map((id, at) => `"${isOdd(at) ? earlier(id) : id}":"text"`);
      const keys = [...beginning, ...ids.map((id, at) => (isOdd(at) ? later(id) : id))];
      const members = keys.map((key) => `"${key}":"text"`);
      const [, map] = read(`[{${before}},{${members}}]`) as [unknown, ReadonlyMap<string, 'text'>];
      expect([...map.keys()]).toEqual(keys);
      expect(map.get(keys[3000] as string)).toBe('text');
    }
  });

  test('are told from those of the object before it with a backslash where they have an escape', () => {
    const object = (end: string) => `{${ids.map((id) => `"${id}${end}":"text"`)}}`;
    const [, map] = read(`[${object('\\\\n')},${object('\\n')}]`) as [unknown, JsonMap];
    expect([...map.keys()]).toEqual(ids.map((id) => `${id}\n`));
  });

  test('have their strings read at once if they are few, and those behind 128 when asked for', () => {
    const members = (keys: readonly string[]) => keys.map((id) => `"${id}":"of ${id}"`);
    expect(stringsReadOf([list(ids), `{${members(ids.slice(0, 100))}}`])).toBeGreaterThan(
      3000 + 95,
    );
    expect(stringsReadOf([list(ids), `{${members(ids)}}`])).toBeLessThan(3000 + 200);
    const map = read(`{${members(ids)}}`) as ReadonlyMap<string, string>;
    expect([...map]).toEqual(ids.map((id) => [id, `of ${id}`]));
  });
});
