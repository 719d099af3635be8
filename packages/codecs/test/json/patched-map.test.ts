import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasText, keysOf } from '../../src/json/map-view.js';
import { PatchedMap } from '../../src/json/patched-map.js';
import { readJson } from '../../src/json/reader.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import type { JsonMap } from '../../src/representation/session-representation.js';

const key = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
const step = fc.oneof(
  fc.record({ set: key, value: fc.constantFrom(null, 1, 'text', [true]) }),
  fc.record({ delete: key }),
);

test('says what a map says that was changed in the same way, and leaves its base alone', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.array(step), (given, steps) => {
      const base = new Map(given.map((known) => [known, `of ${known}`]));
      const patched = new PatchedMap(base);
      const model = new Map<string, unknown>(base);
      for (const one of steps) {
        if ('set' in one) {
          patched.set(one.set, one.value);
          model.set(one.set, one.value);
        } else {
          patched.delete(one.delete);
          model.delete(one.delete);
        }
        expect(patched.size).toBe(model.size);
        expect(new Map(patched)).toEqual(model);
        expect([...keysOf(patched)].sort()).toEqual([...model.keys()].sort());
        for (const asked of ['a', 'b', 'c', 'd', '__proto__', 'e']) {
          expect([patched.has(asked), patched.get(asked)]).toEqual([
            model.has(asked),
            model.get(asked),
          ]);
        }
      }
      expect([...base]).toEqual(given.map((known) => [known, `of ${known}`]));
    }),
  );
});

test('looks at the text of what its base has yet to read, unless it is patched', () => {
  const members = Array.from(
    { length: 200 },
    (_, at) => `"${String(at).padStart(3, '0')}":"of ${at}"`,
  );
  const json = `{${members.join(',')}}`;
  const base = readJson(new TextEncoder().encode(json), DEFAULT_LIMITS) as JsonMap;
  const patched = new PatchedMap(base);
  expect(hasText(patched, '190', 'of 190')).toBe(true);
  expect(hasText(patched, '190', 'of 191')).toBe(false);
  patched.set('190', 'of old');
  patched.delete('191');
  expect(hasText(patched, '190', 'of 190')).toBe(false);
  expect(hasText(patched, '190', 'of old')).toBe(true);
  expect(hasText(patched, '191', 'of 191')).toBe(false);
  expect(hasText(patched, '192', 'of 192')).toBe(true);
});
