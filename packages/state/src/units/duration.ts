import type { ExactJson } from '../exact-json/exact-json.js';
import { Float } from '../exact-json/float.js';
import { parseFloatText } from '../python-text/numbers.js';

// Separators may end the text only where the seconds are left out. Written so that it never backtracks twice.
const UNITS = /^(?:(\d+)h)?(?:[ :]*(\d+)m)?(?:[ :]*(\d+)s|[ :]*)\n?$/;

/** Seconds, from a number or from text such as `1h 30m`, `90s` or `123.5`; `undefined` if it is neither. */
export function parseDuration(value: ExactJson | undefined): number | undefined {
  if (typeof value === 'string') return parseDurationText(value);
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return value instanceof Float ? value.value : undefined;
}

function parseDurationText(text: string): number | undefined {
  const match = UNITS.exec(text);
  if (match === null) return parseFloatText(text);
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
