import { decodeWholeGroups, type ExactJson, Float } from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { limitExceeded, type ReadLimits } from '../limits.js';
import { type ByteText, byteTextOf } from './byte-text.js';
import { BACKSLASH, QUOTE } from './punctuation.js';
import { MAX_WORD, type RecentWords } from './recent-words.js';
import { unescapeString } from './unescape.js';

const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const LOWER_U = 0x75;
const FIRST_BEYOND_ASCII = 0x80;

// Integers of so many digits are exact in a number.
const EXACT_DIGITS = 15;
const FIRST_INEXACT = 10 ** EXACT_DIGITS;
// A sign and a point beside them.
const EXACT_DECIMAL = EXACT_DIGITS + 2;
/** Each exact, as the quotient of two exact numbers is rounded once: to what the text stands for. */
const POWERS_OF_TEN: readonly number[] = Array.from(
  { length: EXACT_DECIMAL },
  (_, digits) => 10 ** digits,
);

const NULL = bytesOf('null');
const HEX_DIGITS = bytesOf('0123456789abcdefABCDEF');
const SHORT_ESCAPES = bytesOf('"\\/bfnrt');

const WORDS: readonly { readonly bytes: Uint8Array; readonly value: ExactJson }[] = (
  [
    ['null', null],
    ['true', true],
    ['false', false],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ] as const
).map(([word, value]) => ({ bytes: bytesOf(word), value }));

/** The scalars of JSON text, one after the other, read or passed over. What it passes over is as sound as what it reads. */
export class JsonScanner {
  readonly bytes: Uint8Array;
  /** Where the next byte stands. */
  at = 0;
  /** Whether the last string had escapes. */
  private escaped = false;
  /** Whether the last string had characters beyond ASCII. */
  private beyondAscii = false;
  private readonly text: ByteText;
  private readonly words: RecentWords;
  private readonly maxNumberDigits: number;
  private readonly maxStringBytes: number;

  constructor(
    bytes: Uint8Array,
    { maxNumberDigits, maxStringBytes }: ReadLimits,
    words: RecentWords,
  ) {
    this.bytes = bytes;
    this.text = byteTextOf(bytes);
    this.words = words;
    this.maxNumberDigits = maxNumberDigits;
    this.maxStringBytes = maxStringBytes;
  }

  /** The next byte that isn't white space; undefined at the end. */
  peek(): number | undefined {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined || byte > SPACE || !isSpace(byte)) return byte;
      this.at += 1;
    }
  }

  /** Whether this byte comes next, white space aside; if so, it is behind us now. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Whether exactly these bytes come next; if so, they are behind us now. */
  takeBytes(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    for (let index = 0; index < expected.length; index += 1) {
      if (bytes[at + index] !== expected[index]) return false;
    }
    this.at = at + expected.length;
    return true;
  }

  takeNull(): boolean {
    return this.takeBytes(NULL);
  }

  /**
   * Whether a string begins here that stands in the text as this one does; if so, it is behind us now. False too where one of
   * the two has to be escaped or encoded: bytes that look the same are another string then.
   */
  takeString(expected: string): boolean {
    const { bytes } = this;
    const start = this.at + 1;
    if (bytes[this.at] !== QUOTE || bytes[start + expected.length] !== QUOTE) return false;
    let all = 0;
    for (let index = 0; index < expected.length; index += 1) {
      const unit = expected.charCodeAt(index);
      if (bytes[start + index] !== unit || unit === QUOTE || unit === BACKSLASH) return false;
      all |= unit;
    }
    if (all >= FIRST_BEYOND_ASCII) return false;
    this.at = start + expected.length + 1;
    return true;
  }

  readString(): string {
    const start = this.at + 1;
    this.scanString();
    const end = this.at - 1;
    if (this.beyondAscii || this.escaped) {
      const raw = this.beyondAscii ? this.text.utf8(start, end) : this.text.ascii(start, end);
      return this.escaped ? unescapeString(raw) : raw;
    }
    return end - start <= MAX_WORD
      ? this.words.at(this.bytes, this.text, start, end)
      : this.text.ascii(start, end);
  }

  skipString(): void {
    const start = this.at + 1;
    this.scanString();
    // Whether it is UTF-8 is only known when it is decoded.
    if (this.beyondAscii) this.text.utf8(start, this.at - 1);
  }

  /** The bytes that a string holds as base64; undefined if there is no string here, or one that has more in it than digits. */
  readBase64(): Uint8Array | undefined {
    if (this.bytes[this.at] !== QUOTE) return undefined;
    const start = this.at + 1;
    this.scanString();
    return decodeWholeGroups(this.bytes, start, this.at - 1);
  }

  readScalar(): ExactJson {
    if (this.bytes[this.at] === QUOTE) return this.readString();
    return this.readNumber() ?? this.readWord();
  }

  /** The number that begins here; undefined if there is none, or one that is a word. */
  readNumber(): number | bigint | Float | undefined {
    const start = this.at;
    const isInteger = this.scanNumber();
    if (isInteger === undefined) return undefined;
    if (isInteger && this.at - start <= EXACT_DIGITS) return this.shortInteger(start, this.at);
    if (isInteger) {
      const token = this.text.ascii(start, this.at);
      const value = Number(token);
      return Number.isSafeInteger(value) ? value : BigInt(token);
    }
    const value = this.shortDecimal(start, this.at) ?? Number(this.text.ascii(start, this.at));
    return Number.isInteger(value) ? new Float(value) : value;
  }

  /** Goes behind a number or a word. */
  skipNumber(): void {
    if (this.scanNumber() === undefined) this.readWord();
  }

  broken(what: string): CorruptedSessionError {
    return new CorruptedSessionError(`Cannot interpret session JSON: ${what} at byte ${this.at}`);
  }

  /** Goes behind a string, looking at each of its bytes. */
  private scanString(): void {
    const { bytes, maxStringBytes } = this;
    const start = this.at + 1;
    const last = Math.min(start + maxStringBytes, bytes.length - 1);
    this.escaped = false;
    let all = 0;
    for (let at = start; at <= last; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.at = at + 1;
        this.beyondAscii = all >= FIRST_BEYOND_ASCII;
        return;
      }
      if (byte === BACKSLASH) {
        this.escaped = true;
        at += this.escapeLength(at) - 1;
      } else if (byte < SPACE) throw this.broken('control character in a string');
      all |= byte;
    }
    if (last === bytes.length - 1) throw this.broken('string without an end');
    const what = `The session has a string of more than ${maxStringBytes} bytes`;
    throw limitExceeded('maxStringBytes', maxStringBytes, what);
  }

  private escapeLength(at: number): number {
    const letter = this.bytes[at + 1] ?? 0;
    if (SHORT_ESCAPES.includes(letter)) return 2;
    const digits = this.bytes.subarray(at + 2, at + 6);
    if (
      letter === LOWER_U &&
      digits.length === 4 &&
      digits.every((digit) => HEX_DIGITS.includes(digit))
    ) {
      return 6;
    }
    throw this.broken('bad escape in a string');
  }

  /** Goes behind a number; returns whether it is an integer, or undefined if it is no number. */
  private scanNumber(): boolean | undefined {
    const { bytes } = this;
    // A sign is no digit.
    const from = bytes[this.at] === MINUS ? this.at + 1 : this.at;
    let at = from;
    if (!isDigit(bytes[at])) return undefined;
    at = bytes[at] === ZERO ? at + 1 : afterDigits(bytes, at);
    const whole = at;
    if (bytes[at] === POINT && isDigit(bytes[at + 1])) at = afterDigits(bytes, at + 1);
    const letter = bytes[at];
    if (letter === LOWER_E || letter === UPPER_E) {
      const sign = bytes[at + 1];
      const digitsAt = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
      if (isDigit(bytes[digitsAt])) at = afterDigits(bytes, digitsAt);
    }
    const length = at - from;
    if (length > this.maxNumberDigits) {
      const what = `The session has a number of ${length} characters`;
      throw limitExceeded('maxNumberDigits', this.maxNumberDigits, what);
    }
    this.at = at;
    return at === whole;
  }

  private shortInteger(start: number, end: number): number {
    const isNegative = this.bytes[start] === MINUS;
    let value = 0;
    for (let at = isNegative ? start + 1 : start; at < end; at += 1) {
      value = value * 10 + (this.bytes[at] as number) - ZERO;
    }
    // Zero has no sign, as in Python.
    return isNegative && value > 0 ? -value : value;
  }

  /** A number with a point; undefined if it has an exponent or more digits than can be taken together. */
  private shortDecimal(start: number, end: number): number | undefined {
    if (end - start > EXACT_DECIMAL) return undefined;
    const { bytes } = this;
    const isNegative = bytes[start] === MINUS;
    let digits = 0;
    let pointAt = end;
    for (let at = isNegative ? start + 1 : start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === POINT) pointAt = at;
      else if (isDigit(byte)) digits = digits * 10 + byte - ZERO;
      else return undefined;
    }
    if (digits >= FIRST_INEXACT) return undefined;
    const value = digits / (POWERS_OF_TEN[end - pointAt - 1] as number);
    return isNegative ? -value : value;
  }

  private readWord(): ExactJson {
    for (let at = 0; at < WORDS.length; at += 1) {
      const word = WORDS[at] as (typeof WORDS)[number];
      if (this.takeBytes(word.bytes)) return word.value;
    }
    throw this.broken(this.at < this.bytes.length ? 'unexpected character' : 'unexpected end');
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at += 1;
  return at;
}
