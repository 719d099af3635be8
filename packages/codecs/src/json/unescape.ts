import { BACKSLASH } from './punctuation.js';

const LOWER_U = 0x75;
// Of what stands for a character other than itself behind a backslash.
const SHORT: ReadonlyMap<number, number> = new Map([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);

const SCRATCH = new Uint16Array(4096);
// As many as can be given as arguments of one call.
const PART = 8192;

/**
 * The text between the quotes of a JSON string, whose escapes are known to be right, with these undone. Unit by unit: a
 * string may be nothing but escapes, and a piece of text for each would take a hundred times its memory.
 */
export function unescapeString(raw: string): string {
  const units = raw.length <= SCRATCH.length ? SCRATCH : new Uint16Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at += 1) {
    let unit = raw.charCodeAt(at);
    if (unit === BACKSLASH) {
      at += 1;
      unit = raw.charCodeAt(at);
      if (unit === LOWER_U) {
        unit = Number.parseInt(raw.slice(at + 1, at + 5), 16);
        at += 4;
      } else unit = SHORT.get(unit) ?? unit;
    }
    units[length++] = unit;
  }
  return textOf(units.subarray(0, length));
}

/** UTF-16 as a string, lone surrogates included, which no decoder lets through. */
function textOf(units: Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += PART) {
    text += String.fromCharCode(...units.subarray(at, at + PART));
  }
  return text;
}
