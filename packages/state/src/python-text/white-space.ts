/**
 * White space as Python's `str.isspace` has it. JavaScript's `\s` and `trim` differ: they lack
 * U+001C to U+001F and U+0085, and have U+FEFF.
 */
export function isWhiteSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit >= 0x1c;
  if (unit < 0x85) return false;
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** White space as C has it, which Python goes by where a number is written in ASCII. */
function isAsciiWhiteSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
}

/** Whether nothing but white space is there; true of the empty text as well. */
export function isBlank(text: string): boolean {
  return skipWhiteSpace(text, 0) === text.length;
}

/** The text without white space at its start. */
export function stripStart(text: string): string {
  return text.slice(skipWhiteSpace(text, 0));
}

/** The text without white space at either end. */
export function strip(text: string): string {
  return stripBy(text, isWhiteSpace);
}

/** The text without what counts as white space in ASCII at either end. */
export function stripAscii(text: string): string {
  return stripBy(text, isAsciiWhiteSpace);
}

/** The pieces between stretches of white space; none of them is empty. */
export function splitWhiteSpace(text: string): string[] {
  const words: string[] = [];
  let at = skipWhiteSpace(text, 0);
  while (at < text.length) {
    const start = at;
    while (at < text.length && !isWhiteSpace(text.charCodeAt(at))) at++;
    words.push(text.slice(start, at));
    at = skipWhiteSpace(text, at);
  }
  return words;
}

function skipWhiteSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWhiteSpace(text.charCodeAt(at))) at++;
  return at;
}

function stripBy(text: string, isSpace: (unit: number) => boolean): string {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  let end = text.length;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
