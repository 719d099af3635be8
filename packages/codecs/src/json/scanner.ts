import { type ExactJson, Float } from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { limitExceeded, type ReadLimits } from '../limits.js';
import { unescapeString } from './unescape.js';

const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const BACKSLASH = 0x5c;
const LOWER_E = 0x65;

// Integers of so many digits are exact in a number.
const EXACT_DIGITS = 15;

const WORDS: readonly (readonly [string, ExactJson])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

/** The scalars of JSON text, one after the other, read or passed over. Whatever it passes over it would also read. */
export class JsonScanner {
  readonly text: string;
  readonly limits: ReadLimits;
  at = 0;
  /** Whether the last string had escapes. */
  escaped = false;

  constructor(text: string, limits: ReadLimits) {
    this.text = text;
    this.limits = limits;
  }

  /** The next unit that isn't white space; NaN at the end. */
  peek(): number {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit > 0x20 || (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09)) {
        return unit;
      }
      this.at += 1;
    }
  }

  /** Whether this unit comes next, white space aside; if so, it is behind us now. */
  take(unit: number): boolean {
    if (this.peek() !== unit) return false;
    this.at += 1;
    return true;
  }

  readString(): string {
    const start = this.at + 1;
    this.skipString();
    const raw = this.text.slice(start, this.at - 1);
    return this.escaped ? unescapeString(raw) : raw;
  }

  skipString(): void {
    const { text } = this;
    this.escaped = false;
    for (let at = this.at + 1; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        this.at = at + 1;
        return;
      }
      if (unit === BACKSLASH) {
        this.escaped = true;
        at += this.escapeLength(at) - 1;
      } else if (unit < 0x20) throw this.broken('control character in a string');
    }
    throw this.broken('string without an end');
  }

  readScalar(): ExactJson {
    const unit = this.text.charCodeAt(this.at);
    if (unit === QUOTE) return this.readString();
    if (unit === MINUS || (unit >= ZERO && unit <= NINE)) return this.readNumber();
    return this.readWord();
  }

  skipScalar(): void {
    const unit = this.text.charCodeAt(this.at);
    if (unit === QUOTE) this.skipString();
    else if (this.skipNumber() === undefined) this.readWord();
  }

  /** Whether the string that begins here is this one, which needs no escapes; if so, it is behind us now. */
  takeString(expected: string): boolean {
    const end = this.at + 1 + expected.length;
    if (this.text.charCodeAt(end) !== QUOTE || !this.text.startsWith(expected, this.at + 1)) {
      return false;
    }
    this.at = end + 1;
    this.escaped = false;
    return true;
  }

  broken(what: string): CorruptedSessionError {
    return new CorruptedSessionError(
      `Cannot interpret session JSON: ${what} at character ${this.at}`,
    );
  }

  private escapeLength(at: number): number {
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(this.text);
    if (match === null) throw this.broken('bad escape in a string');
    return match[0].length;
  }

  private readNumber(): ExactJson {
    const start = this.at;
    const isInteger = this.skipNumber();
    if (isInteger === undefined) return this.readWord();
    const token = this.text.slice(start, this.at);
    const value = Number(token);
    if (!isInteger) return Number.isInteger(value) ? new Float(value) : value;
    if (token.length > EXACT_DIGITS && !Number.isSafeInteger(value)) return BigInt(token);
    return value === 0 ? 0 : value;
  }

  /** Passes over a number; returns whether it is an integer, or undefined if it is no number. */
  private skipNumber(): boolean | undefined {
    const { text } = this;
    let at = this.at;
    if (text.charCodeAt(at) === MINUS) at += 1;
    const first = text.charCodeAt(at);
    if (!isDigit(first)) return undefined;
    at = first === ZERO ? at + 1 : afterDigits(text, at);
    const whole = at;
    if (text.charCodeAt(at) === POINT && isDigit(text.charCodeAt(at + 1))) {
      at = afterDigits(text, at + 1);
    }
    const exponent = text.charCodeAt(at);
    if (exponent === LOWER_E || exponent === UPPER_E) {
      const sign = text.charCodeAt(at + 1);
      const digitsAt = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
      if (isDigit(text.charCodeAt(digitsAt))) at = afterDigits(text, digitsAt);
    }
    const length = at - this.at;
    const { maxNumberDigits } = this.limits;
    if (length > maxNumberDigits) {
      const what = `The session has a number of ${length} characters`;
      throw limitExceeded('maxNumberDigits', maxNumberDigits, what);
    }
    this.at = at;
    return at === whole;
  }

  private readWord(): ExactJson {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    throw this.broken(this.at < this.text.length ? 'unexpected character' : 'unexpected end');
  }
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

function afterDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}
