import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedEntries } from '../../src/json/sorted-entries.js';

const key = fc.constantFrom(
  ...'abcdefghijklmnop',
  'aa',
  'é',
  '\u{1f600}',
  '\uffff',
  '',
  '__proto__',
);

test('is a map, in whatever order keys come and are asked for', () => {
  fc.assert(
    fc.property(
      fc.array(key),
      fc.boolean(),
      fc.array(key, { maxLength: 60 }),
      fc.nat(20),
      (given, sorted, asked, likelySize) => {
        const keys = sorted ? [...given].sort() : given;
        const expected = new Map(keys.map((name, at) => [name, at]));
        const entries = new SortedEntries<number>(likelySize);
        for (const [at, name] of keys.entries()) entries.set(name, at);
        expect(entries.size).toBe(expected.size);
        expect([...entries.keys()]).toEqual([...expected.keys()]);
        for (const name of asked) expect(entries.get(name)).toBe(expected.get(name));
      },
    ),
    { numRuns: 1000 },
  );
});
