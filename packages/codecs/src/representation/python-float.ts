// White space as Python sees it: U+001C to U+001F and U+0085 are in, U+FEFF is out.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
const SPACE = /[\s\x1c-\x1f\x85]/;
// No two parts of it can take the same characters: it is tried on text of any length, and must not go back and forth.
const FLOAT = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const DIGITS_PER_SCRIPT = 10;

/** The number that Python's `float()` reads from the text; undefined where Python refuses. */
export function parsePythonFloat(text: string): number | undefined {
  if (text.includes('\ufeff')) return undefined;
  const plain = withoutSpaceAround(text).replace(/\p{Nd}/gu, asciiDigit);
  if (FLOAT.test(plain)) return Number(plain.replaceAll('_', ''));
  if (NOT_A_NUMBER.test(plain)) return Number.NaN;
  const infinite = INFINITE.exec(plain);
  if (infinite === null) return undefined;
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function withoutSpaceAround(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (start < end && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The decimal digits of every script stand in runs of ten that begin with the zero. */
function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0) as number;
  if (codePoint < 0x80) return digit;
  let zero = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((codePoint - zero) % DIGITS_PER_SCRIPT);
}
