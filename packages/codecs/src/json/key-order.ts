import { compareCodePoints } from '@plainbox/state';

// Only strings with such characters can be ordered differently by code point and by UTF-16 unit.
const HIGH_UNITS = /[\ud800-\uffff]/;

/** Whether the keys stand in the order of Unicode code points. Costs next to nothing beside sorting them. */
export function isSorted(keys: Iterable<string>): boolean {
  let previous = '';
  for (const key of keys) {
    if (previous > key || HIGH_UNITS.test(key)) return false;
    previous = key;
  }
  return true;
}

/** Keys ordered by Unicode code point; the given array is sorted in place and returned. */
export function sortKeys(keys: string[]): string[] {
  if (isSorted(keys)) return keys;
  return keys.some((key) => HIGH_UNITS.test(key)) ? keys.sort(compareCodePoints) : keys.sort();
}
