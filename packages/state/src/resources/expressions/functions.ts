import { parseFloatText, parseIntText } from '../../python-text/numbers.js';
import { FAILED, isTruthy } from './operators.js';
import type { FunctionName } from './syntax-tree.js';
import { Bytes, Sequence, type Value } from './values.js';

/** Calls one of Python's functions; `FAILED` where Python would raise an exception. */
export function callFunction(name: FunctionName, args: readonly Value[]): Value | typeof FAILED {
  const [first, second] = args;
  switch (name) {
    case 'len':
      return first === undefined || args.length > 1 ? FAILED : lengthOf(first);
    case 'bool':
      return args.length > 1 ? FAILED : first !== undefined && isTruthy(first);
    case 'float':
      return args.length > 1 ? FAILED : first === undefined ? 0 : toFloat(first);
    case 'int':
      if (args.length > 2) return FAILED;
      if (first === undefined) return 0n;
      return second === undefined ? toInteger(first) : toIntegerOfBase(first, second);
  }
}

function lengthOf(value: Value): bigint | typeof FAILED {
  if (typeof value === 'string') return BigInt([...value].length);
  if (value instanceof Bytes) return BigInt(value.text.length);
  return value instanceof Sequence ? BigInt(value.items.length) : FAILED;
}

function toFloat(value: Value): number | typeof FAILED {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  if (text !== undefined) return parseFloatText(text) ?? FAILED;
  if (typeof value !== 'bigint' && typeof value !== 'boolean') return FAILED;
  const float = Number(value);
  return Number.isFinite(float) ? float : FAILED;
}

function toInteger(value: Value): bigint | typeof FAILED {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? BigInt(Math.trunc(value)) : FAILED;
  }
  const text = textOf(value);
  return text === undefined ? FAILED : (parseIntText(text) ?? FAILED);
}

function toIntegerOfBase(value: Value, base: Value): bigint | typeof FAILED {
  const text = textOf(value);
  if (text === undefined || typeof base !== 'bigint') return FAILED;
  return parseIntText(text, Number(base)) ?? FAILED;
}

function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Bytes ? value.text : undefined;
}
