import { strip, stripAscii } from './white-space.js';

/** Python refuses longer decimal integers, so that reading one never takes quadratic time. */
const MAX_DECIMAL_DIGITS = 4300;

const FLOAT = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?$/i;
const FLOAT_NAME = /^([+-]?)(inf|infinity|nan)$/i;

/**
 * Reads a float as Python's `float(text)` accepts it: white space around, underscores between digits,
 * any decimal digits of Unicode, `nan` and `inf`. `undefined` where Python refuses.
 */
export function parseFloatText(text: string): number | undefined {
  const plain = normalised(text);
  if (FLOAT.test(plain)) return Number(plain.replaceAll('_', ''));
  const named = FLOAT_NAME.exec(plain);
  if (named === null) return undefined;
  if (named[2]?.toLowerCase() === 'nan') return Number.NaN;
  return named[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * Reads an integer as Python's `int(text, base)` accepts it, with base 0 for “as the prefix says”.
 * `undefined` where Python refuses.
 */
export function parseIntText(text: string, base = 10): bigint | undefined {
  const match = /^([+-]?)(.*)$/s.exec(normalised(text));
  const [, sign = '', unsigned = ''] = match ?? [];
  const magnitude = parseMagnitude(unsigned.toLowerCase(), base);
  if (magnitude === undefined) return undefined;
  return sign === '-' ? -magnitude : magnitude;
}

const PREFIX_BASE = new Map([
  ['0x', 16],
  ['0o', 8],
  ['0b', 2],
]);

function parseMagnitude(text: string, base: number): bigint | undefined {
  const prefixBase = PREFIX_BASE.get(text.slice(0, 2));
  if (prefixBase !== undefined && (base === 0 || base === prefixBase)) {
    return parseDigits(text.slice(2).replace(/^_/, ''), prefixBase);
  }
  if (base !== 0) return parseDigits(text, base);
  // Without a prefix, a leading zero is allowed only for zero itself.
  return /^0[_0]*[1-9]/.test(text) ? undefined : parseDigits(text, 10);
}

function parseDigits(text: string, base: number): bigint | undefined {
  if (base < 2 || base > 36 || !/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
  if (digits.length > MAX_DECIMAL_DIGITS) return undefined;
  if (base === 10) return /^[0-9]+$/.test(digits) ? BigInt(digits) : undefined;
  let value = 0n;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= base) return undefined;
    value = value * BigInt(base) + BigInt(worth);
  }
  return value;
}

/** Strips the text and replaces decimal digits of other scripts by those of ASCII. */
function normalised(text: string): string {
  return isAscii(text) ? stripAscii(text) : asciiDigits(strip(text));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return false;
  }
  return true;
}

function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(decimalDigit(digit)));
}

function decimalDigit(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0;
  // Decimal digits stand in runs of ten, each beginning with its zero; some runs touch each other.
  let start = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start--;
  return (codePoint - start) % 10;
}
