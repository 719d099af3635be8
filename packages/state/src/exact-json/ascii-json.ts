import type { ExactJson } from './exact-json.js';
import { isExactList, isExactMap } from './exact-json.js';
import { Float } from './float.js';
import { floatText } from './float-text.js';

/**
 * Writes JSON without white space and with ASCII only, byte for byte as plainbox does for a checksum.
 * Maps keep the order that they have.
 */
export function asciiJson(value: ExactJson): string {
  if (typeof value === 'string') return asciiString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Float) return floatText(value.value);
  if (isExactList(value)) return `[${value.map(asciiJson).join(',')}]`;
  if (isExactMap(value)) return asciiObject(value);
  throw new TypeError(`not a JSON value: ${String(value)}`);
}

function asciiObject(map: ReadonlyMap<string, ExactJson>): string {
  const members: string[] = [];
  for (const [key, value] of map) members.push(`${asciiString(key)}:${asciiJson(value)}`);
  return `{${members.join(',')}}`;
}

function numberText(value: number): string {
  if (!Number.isInteger(value)) return floatText(value);
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

// Nearly all text stands between its quotes as it is, and telling takes a quarter of what escaping does.
const PLAIN = /^[ !#-[\]-~]*$/;

// JSON.stringify already writes short escapes and lone surrogates as wanted, and is native code; what is
// left to escape is U+007F and everything beyond ASCII.
const BEYOND_ASCII = /[\u007f-\uffff]/g;

function asciiString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    BEYOND_ASCII,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
