// White space as Python sees it: U+001C to U+001F and U+0085 are in, U+FEFF is out.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
const SPACE = /[\s\x1c-\x1f\x85]/;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const DIGITS_PER_SCRIPT = 10;
const ZERO = 0x30;
const FIRST_BEYOND_ASCII = 0x80;
const FIRST_BEYOND_UNIT = 0x1_0000;

/** The number that Python's `float()` reads from the text, which may be of any length; undefined where Python refuses. */
export function parsePythonFloat(text: string): number | undefined {
  if (text.includes('\ufeff')) return undefined;
  const plain = withoutSpaceAround(text);
  const decimal = new DecimalReader(plain).read();
  if (decimal !== undefined) return Number(decimal);
  if (NOT_A_NUMBER.test(plain)) return Number.NaN;
  const infinite = INFINITE.exec(plain);
  if (infinite === null) return undefined;
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function withoutSpaceAround(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text, start)) start += 1;
  while (start < end && isSpace(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isSpace(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x20 || SPACE.test(text.charAt(at));
}

/**
 * Reads decimals of any script, with an underscore between any two digits, as plain ones. By hand: a regular expression
 * keeps a place to come back to for each digit, and has no room for ten million of them.
 */
class DecimalReader {
  private readonly text: string;
  private at = 0;
  private readonly plain: Uint8Array;
  private length = 0;

  constructor(text: string) {
    this.text = text;
    this.plain = new Uint8Array(text.length);
  }

  /** The decimal in ASCII, without underscores; undefined if the text is none. */
  read(): string | undefined {
    this.takeOneOf('+-');
    const hasWhole = this.takeDigits();
    const hasFraction = this.takeOneOf('.') && this.takeDigits();
    if (!(hasWhole || hasFraction)) return undefined;
    if (this.takeOneOf('eE')) {
      this.takeOneOf('+-');
      if (!this.takeDigits()) return undefined;
    }
    if (this.at < this.text.length) return undefined;
    return new TextDecoder().decode(this.plain.subarray(0, this.length));
  }

  private takeOneOf(characters: string): boolean {
    if (this.at === this.text.length || !characters.includes(this.text.charAt(this.at))) {
      return false;
    }
    this.give(this.text.charCodeAt(this.at));
    this.at += 1;
    return true;
  }

  /** Whether there was any. */
  private takeDigits(): boolean {
    const from = this.length;
    let digitAt = this.at;
    for (;;) {
      const codePoint = this.text.codePointAt(digitAt);
      const digit = digitOf(codePoint);
      if (codePoint === undefined || digit === undefined) return this.length > from;
      this.give(ZERO + digit);
      this.at = digitAt + (codePoint < FIRST_BEYOND_UNIT ? 1 : 2);
      digitAt = this.text.charAt(this.at) === '_' ? this.at + 1 : this.at;
    }
  }

  private give(unit: number): void {
    this.plain[this.length] = unit;
    this.length += 1;
  }
}

/** Those beyond ASCII that were asked for before: there are some hundreds. */
const KNOWN_DIGITS = new Map<number, number>();

function digitOf(codePoint: number | undefined): number | undefined {
  if (codePoint === undefined) return undefined;
  if (codePoint < FIRST_BEYOND_ASCII) {
    const digit = codePoint - ZERO;
    return digit >= 0 && digit < DIGITS_PER_SCRIPT ? digit : undefined;
  }
  const known = KNOWN_DIGITS.get(codePoint);
  if (known !== undefined || !isDecimalDigit(codePoint)) return known;
  // The digits of every script stand in runs of ten that begin with the zero.
  let zero = codePoint;
  while (isDecimalDigit(zero - 1)) zero -= 1;
  const digit = (codePoint - zero) % DIGITS_PER_SCRIPT;
  KNOWN_DIGITS.set(codePoint, digit);
  return digit;
}

function isDecimalDigit(codePoint: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));
}
