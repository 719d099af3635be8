import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GrownHistories } from '../src/deltas/grown-histories.js';
import { CorruptedSessionError } from '../src/index.js';
import { keysOf, MapView, scanMember } from '../src/json/map-view.js';

const id = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
const step = fc.oneof(
  fc.record({ add: id, result: fc.nat(9) }),
  fc.record({ delete: id }),
  fc.constant('read' as const),
);

test('holds the results of the base and those that were added since, and leaves the base alone', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(step), (given, steps) => {
      const base = new Map(given.map((known) => [known, [`of ${known}`]]));
      const histories = new GrownHistories(base);
      const model = new Map<string, readonly unknown[]>(base);
      for (const one of steps) {
        if (one === 'read') {
          expect([...keysOf(histories)].sort()).toEqual([...model.keys()].sort());
          expect(new Map(histories)).toEqual(model);
          expect(histories.size).toBe(model.size);
        } else if ('add' in one) {
          histories.add(one.add, one.result);
          model.set(one.add, [...(model.get(one.add) ?? []), one.result]);
        } else {
          histories.delete(one.delete);
          model.delete(one.delete);
        }
        for (const asked of ['a', 'b', 'c', 'd', '__proto__', 'e']) {
          expect(histories.has(asked)).toBe(model.has(asked));
          expect(histories.get(asked)).toEqual(model.get(asked));
        }
      }
      expect([...base]).toEqual(given.map((known) => [known, [`of ${known}`]]));
    }),
  );
});

test('refuses what a job has before its results if that is no list', () => {
  for (const other of ['text', null]) {
    const histories = new GrownHistories(new Map([['job', other]]));
    histories.add('job', 1);
    expect(() => histories.get('job')).toThrow(CorruptedSessionError);
    expect(() => histories.get('job')).toThrow("'job'");
  }
});

test('lets nobody read the text of a job that has more results than it says', () => {
  class Text extends MapView {
    readonly size = 2;
    get(): null {
      return null;
    }
    has(): boolean {
      return true;
    }
    keys(): MapIterator<string> {
      return ['a', 'b'].values();
    }
    override scan<T>(): T {
      return 'text' as T;
    }
  }
  const histories = new GrownHistories(new Text());
  histories.add('a', 1);
  histories.delete('c');
  const scan = (key: string) => scanMember(histories, key, () => undefined, undefined);
  expect(scan('a')).toBeUndefined();
  expect(scan('b')).toBe('text');
  histories.delete('b');
  expect(scan('b')).toBeUndefined();
});
