import { isWhiteSpace } from '../python-text/white-space.js';

const COMMA = 0x2c;
const HASH = 0x23;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

// Kept between calls: a list that grows takes room for sixteen words more at once, and most have one or two.
const found: string[] = [];
const KEPT = 64;

/**
 * The words of an id list such as `depends`: separated by white space or commas, quoted where they hold either,
 * with comments from `#` to the end of the line.
 *
 * As in plainbox, a stray `=` is passed over, and a quote without its end stops the reading at the words before it.
 */
export function parseWordList(text: string): string[] {
  let count = 0;
  const nul = text.indexOf('\0');
  const end = nul === -1 ? text.length : nul;
  let at = 0;
  while (at < end) {
    const unit = text.charCodeAt(at);
    if (unit === HASH) {
      at = endOfComment(text, at, end);
    } else if (unit === QUOTE) {
      const close = text.indexOf('"', at + 1);
      if (close === -1 || close >= end) break;
      found[count++] = text.slice(at + 1, close);
      at = close + 1;
    } else if (endsWord(unit)) {
      at++;
    } else {
      const start = at;
      while (at < end && !endsWord(text.charCodeAt(at))) at++;
      found[count++] = text.slice(start, at);
    }
  }
  const words = found.slice(0, count);
  if (count > KEPT) found.length = KEPT;
  found.fill('', 0, count);
  return words;
}

function endsWord(unit: number): boolean {
  return unit === COMMA || unit === HASH || unit === EQUALS || isWhiteSpace(unit);
}

function endOfComment(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (text.charCodeAt(at) === NEWLINE) return at;
  }
  return end;
}
