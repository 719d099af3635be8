import { compareCodePoints } from '@plainbox/state';

// Only strings with such characters can be ordered differently by code point and by UTF-16 unit.
const HIGH_UNITS = /[\ud800-\uffff]/;

/** Whether the keys stand in the order of Unicode code points. Costs next to nothing beside sorting them. */
export function isSorted(keys: Iterable<string>): boolean {
  let previous = '';
  for (const key of keys) {
    if (!follows(key, previous)) return false;
    previous = key;
  }
  return true;
}

/** The same of keys in a list, without an object for each of what may be 100 000. */
export function areSorted(keys: readonly string[]): boolean {
  for (let at = 0; at < keys.length; at += 1) {
    if (!follows(keys[at] as string, keys[at - 1] ?? '')) return false;
  }
  return true;
}

function follows(key: string, previous: string): boolean {
  return previous <= key && !HIGH_UNITS.test(key);
}

/** Keys ordered by Unicode code point; the given array is sorted in place and returned. */
export function sortKeys(keys: string[]): string[] {
  if (areSorted(keys)) return keys;
  return keys.some((key) => HIGH_UNITS.test(key)) ? keys.sort(compareCodePoints) : keys.sort();
}
