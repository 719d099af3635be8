import { compareCodePoints } from '../../exact-json/code-points.js';
import { Resource } from '../resource.js';
import type { ComparisonOperator } from './syntax-tree.js';
import { Bytes, Imaginary, Sequence, type Value } from './values.js';

/** Where Python would raise an exception: whatever it happens in is no match. */
export const FAILED: unique symbol = Symbol('failed');

export function isTruthy(value: Value): boolean {
  if (value instanceof Bytes) return value.text !== '';
  if (value instanceof Sequence) return value.items.length > 0;
  if (value instanceof Imaginary) return value.value !== 0;
  // NaN is true in Python; what else is false is so in JavaScript as well.
  return Boolean(value) || Number.isNaN(value);
}

/** One comparison of two values, by the rules of Python. */
export function compare(operator: ComparisonOperator, a: Value, b: Value): boolean | typeof FAILED {
  switch (operator) {
    case '==':
      return equals(a, b);
    case '!=':
      return !equals(a, b);
    case 'is':
      return isSame(a, b);
    case 'is not':
      return !isSame(a, b);
    case 'in':
      return contains(b, a);
    case 'not in': {
      const found = contains(b, a);
      return found === FAILED ? FAILED : !found;
    }
    default:
      return isOrdered(operator, a, b);
  }
}

function equals(a: Value, b: Value): boolean {
  const x = asNumber(a);
  const y = asNumber(b);
  if (x !== undefined && y !== undefined) return x >= y && x <= y;
  if (a instanceof Bytes) return b instanceof Bytes && a.text === b.text;
  if (a instanceof Resource) return b instanceof Resource && a.equals(b);
  if (a instanceof Imaginary || b instanceof Imaginary) return imaginaryEquals(a, b);
  if (!(a instanceof Sequence)) return a === b;
  return (
    b instanceof Sequence &&
    a.form === b.form &&
    a.items.length === b.items.length &&
    a.items.every((item, i) => equals(item, b.items[i] as Value))
  );
}

function imaginaryEquals(a: Value, b: Value): boolean {
  const x = a instanceof Imaginary ? a.value : asNumber(a);
  const y = b instanceof Imaginary ? b.value : asNumber(b);
  if (a instanceof Imaginary && b instanceof Imaginary) return x === y;
  // With a real number, only zero is the same on both axes.
  return x !== undefined && y !== undefined && Number(x) === 0 && Number(y) === 0;
}

/** Identity has no meaning for values that are made anew each time: equality within one type comes nearest. */
function isSame(a: Value, b: Value): boolean {
  return typeof a === typeof b && equals(a, b);
}

function isOrdered(operator: '<' | '<=' | '>' | '>=', a: Value, b: Value): boolean | typeof FAILED {
  const x = asNumber(a);
  const y = asNumber(b);
  if (x !== undefined && y !== undefined) return holds(operator, x, y);
  if (typeof a === 'string' && typeof b === 'string')
    return holds(operator, compareCodePoints(a, b), 0);
  if (a instanceof Bytes && b instanceof Bytes)
    return holds(operator, compareCodePoints(a.text, b.text), 0);
  if (a instanceof Sequence && b instanceof Sequence && a.form === b.form) {
    const at = a.items.findIndex(
      (item, i) => i >= b.items.length || !equals(item, b.items[i] as Value),
    );
    const differ = at !== -1 && at < b.items.length;
    if (differ) return isOrdered(operator, a.items[at] as Value, b.items[at] as Value);
    return holds(operator, a.items.length, b.items.length);
  }
  return FAILED;
}

function holds(operator: '<' | '<=' | '>' | '>=', a: bigint | number, b: bigint | number): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function contains(container: Value, item: Value): boolean | typeof FAILED {
  if (container instanceof Sequence) return container.items.some((member) => equals(member, item));
  if (typeof container === 'string') {
    return typeof item === 'string' ? container.includes(item) : FAILED;
  }
  if (!(container instanceof Bytes)) return FAILED;
  if (item instanceof Bytes) return container.text.includes(item.text);
  const byte = typeof item === 'number' ? undefined : asNumber(item);
  if (byte === undefined || byte < 0n || byte > 255n) return FAILED;
  return container.text.includes(String.fromCharCode(Number(byte)));
}

/** Numbers and, as in Python, booleans. */
function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}
