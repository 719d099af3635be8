import { type ExactJson, Float } from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { limitExceeded, type ReadLimits } from '../limits.js';
import { detached } from './detached.js';
import { JsonRecord } from './json-record.js';
import { Shape } from './shape.js';
import { unescapeString } from './unescape.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

// Larger objects are keyed by ids and are not alike, so a shape would be of no use and hold them all.
const MAX_RECORD_KEYS = 16;
const MAX_SHAPES = 256;

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

/**
 * Reads JSON as plainbox (Python) does, and loses nothing: the last of two equal keys wins, `NaN` and `Infinity` are
 * numbers, integers of any size are exact, and `1.0` is not `1`.
 *
 * Objects become maps, so that `__proto__` is a key like any other. Depth and number length are bounded; the length of
 * the text is its caller's concern.
 */
export function readJson(text: string, limits: ReadLimits): ExactJson {
  return new JsonReader(text, limits).readDocument();
}

class JsonReader {
  private readonly text: string;
  private readonly limits: ReadLimits;
  private readonly shapes = new Map<string, Shape>();
  /** The last shape met at each depth: what the next object there is likely to have. */
  private readonly predicted: (Shape | undefined)[] = [];
  private at = 0;

  constructor(text: string, limits: ReadLimits) {
    this.text = text;
    this.limits = limits;
  }

  readDocument(): ExactJson {
    const value = this.readValue(0);
    this.skipSpace();
    if (this.at < this.text.length) throw this.broken('text after the end of the value');
    return value;
  }

  private readValue(depth: number): ExactJson {
    this.skipSpace();
    const unit = this.text.charCodeAt(this.at);
    if (unit === QUOTE) return this.readString();
    if (unit === OPEN_BRACE) return this.readObject(this.deeper(depth));
    if (unit === OPEN_BRACKET) return this.readArray(this.deeper(depth));
    if (unit === MINUS || (unit >= ZERO && unit <= NINE)) return this.readNumber();
    return this.readWord();
  }

  private deeper(depth: number): number {
    if (depth < this.limits.maxDepth) return depth + 1;
    throw limitExceeded('maxDepth', this.limits.maxDepth, 'The session is nested too deep');
  }

  private readArray(depth: number): ExactJson[] {
    const items: ExactJson[] = [];
    this.at += 1;
    if (this.takeAfterSpace(CLOSE_BRACKET)) return items;
    do items.push(this.readValue(depth));
    while (this.takeAfterSpace(COMMA));
    if (!this.takeAfterSpace(CLOSE_BRACKET)) throw this.broken("expected ',' or ']'");
    return items;
  }

  private readObject(depth: number): ReadonlyMap<string, ExactJson> {
    const likely = this.predicted[depth];
    if (likely === undefined) return this.readUnpredicted(depth, [], []);
    const { tokens } = likely;
    const cells: ExactJson[] = [];
    for (let index = 0; index < tokens.length; index += 1) {
      const token = tokens[index] as string;
      if (!this.text.startsWith(token, this.at)) {
        return this.readUnpredicted(depth, likely.keys.slice(0, index), cells);
      }
      this.at += token.length;
      cells.push(this.readValue(depth));
    }
    if (this.text.charCodeAt(this.at) !== CLOSE_BRACE) {
      return this.readUnpredicted(depth, [...likely.keys], cells);
    }
    this.at += 1;
    return new JsonRecord(likely, cells);
  }

  /** Goes on with an object of which the given keys and values have been read. */
  private readUnpredicted(
    depth: number,
    keys: string[],
    cells: ExactJson[],
  ): ReadonlyMap<string, ExactJson> {
    if (keys.length === 0) {
      this.at += 1;
      if (this.takeAfterSpace(CLOSE_BRACE)) return EMPTY;
      this.readMember(depth, keys, cells);
    }
    while (this.takeAfterSpace(COMMA)) {
      if (keys.length === MAX_RECORD_KEYS) return this.readLargeObject(depth, keys, cells);
      this.readMember(depth, keys, cells);
    }
    if (!this.takeAfterSpace(CLOSE_BRACE)) throw this.broken("expected ',' or '}'");
    return this.object(depth, keys, cells);
  }

  private readMember(depth: number, keys: string[], cells: ExactJson[]): void {
    const key = this.readKey();
    const value = this.readValue(depth);
    const index = keys.indexOf(key);
    if (index >= 0) cells[index] = value;
    else cells[keys.push(key) - 1] = value;
  }

  private readLargeObject(
    depth: number,
    keys: readonly string[],
    cells: readonly ExactJson[],
  ): ReadonlyMap<string, ExactJson> {
    const entries = mapOf(keys, cells);
    do entries.set(this.readKey(), this.readValue(depth));
    while (this.takeAfterSpace(COMMA));
    if (!this.takeAfterSpace(CLOSE_BRACE)) throw this.broken("expected ',' or '}'");
    return entries;
  }

  /** A record of a shape that others share; an object with unusual keys is a map, which writes any key. */
  private object(
    depth: number,
    keys: readonly string[],
    cells: readonly ExactJson[],
  ): ReadonlyMap<string, ExactJson> {
    const name = keys.join();
    let shape = this.shapes.get(name);
    // A key may hold a comma; then there are fewer keys than the name lets one think.
    if (shape === undefined || shape.keys.length !== keys.length) {
      if (!Shape.fits(keys) || this.shapes.size === MAX_SHAPES) return mapOf(keys, cells);
      shape = new Shape(keys.map(detached));
      this.shapes.set(detached(name), shape);
    }
    this.predicted[depth] = shape;
    return new JsonRecord(shape, cells);
  }

  private readKey(): string {
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== QUOTE) throw this.broken('expected a key in quotes');
    const key = this.readString();
    if (!this.takeAfterSpace(COLON)) throw this.broken("expected ':'");
    return key;
  }

  private readString(): string {
    const { text } = this;
    const start = this.at + 1;
    for (let at = start; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        this.at = at + 1;
        return text.slice(start, at);
      }
      if (unit === BACKSLASH) return this.readEscaped(start, at);
      if (unit < 0x20) throw this.broken('control character in a string');
    }
    throw this.broken('string without an end');
  }

  private readEscaped(start: number, firstEscape: number): string {
    const { text } = this;
    for (let at = firstEscape; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit === BACKSLASH) at += 1;
      else if (unit === QUOTE) {
        this.at = at + 1;
        const value = unescapeString(text.slice(start, at));
        if (value === undefined) throw this.broken('bad escape in a string');
        return value;
      }
    }
    throw this.broken('string without an end');
  }

  private readNumber(): ExactJson {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) return this.readWord();
    const [token, fraction, exponent] = match;
    if (token.length > this.limits.maxNumberDigits) {
      throw limitExceeded(
        'maxNumberDigits',
        this.limits.maxNumberDigits,
        `The session has a number of ${token.length} characters`,
      );
    }
    this.at += token.length;
    const value = Number(token);
    if (fraction !== undefined || exponent !== undefined) {
      return Number.isInteger(value) ? new Float(value) : value;
    }
    if (!Number.isSafeInteger(value)) return BigInt(token);
    return value === 0 ? 0 : value;
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

  private takeAfterSpace(unit: number): boolean {
    if (this.text.charCodeAt(this.at) !== unit) {
      this.skipSpace();
      if (this.text.charCodeAt(this.at) !== unit) return false;
    }
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.at += 1;
    }
  }

  private broken(what: string): CorruptedSessionError {
    return new CorruptedSessionError(
      `Cannot interpret session JSON: ${what} at character ${this.at}`,
    );
  }
}

const EMPTY = new JsonRecord(new Shape([]), []);

const WORDS: readonly (readonly [string, ExactJson])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

function mapOf(keys: readonly string[], cells: readonly ExactJson[]): Map<string, ExactJson> {
  return new Map(keys.map((key, index) => [key, cells[index] as ExactJson]));
}
