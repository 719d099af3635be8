import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysOf } from '../../src/json/map-view.js';
import { PatchedMap } from '../../src/json/patched-map.js';

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
