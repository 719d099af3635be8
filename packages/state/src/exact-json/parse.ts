import type { ExactJson } from './exact-json.js';
import { Float } from './float.js';

const MAX_DEPTH = 200;
const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const NAMES: readonly (readonly [string, ExactJson])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

/**
 * Reads JSON without losing anything: see {@link ExactJson}. As Python does, it takes `NaN` and `Infinity`, and the
 * last of several entries with one key. Throws SyntaxError.
 */
export function parseExactJson(text: string): ExactJson {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ExactJson {
    const value = this.#value(0);
    if (this.#at < this.#text.length) this.#fail('nothing more');
    return value;
  }

  /** Reads a value and the white space on both sides of it. */
  #value(depth: number): ExactJson {
    if (depth > MAX_DEPTH) this.#fail(`at most ${MAX_DEPTH} levels`);
    this.#take(WHITE_SPACE);
    const value = this.#bareValue(depth);
    this.#take(WHITE_SPACE);
    return value;
  }

  #bareValue(depth: number): ExactJson {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth + 1);
      case '[':
        return this.#array(depth + 1);
      case '"':
        return this.#string();
      default:
        return this.#nameOrNumber();
    }
  }

  #object(depth: number): ExactJson {
    const map = new Map<string, ExactJson>();
    this.#at++;
    this.#take(WHITE_SPACE);
    if (this.#takeIf('}')) return map;
    do {
      this.#take(WHITE_SPACE);
      const key = this.#string();
      this.#take(WHITE_SPACE);
      if (!this.#takeIf(':')) this.#fail("':'");
      map.set(key, this.#value(depth));
    } while (this.#takeIf(','));
    if (!this.#takeIf('}')) this.#fail("',' or '}'");
    return map;
  }

  #array(depth: number): ExactJson {
    const items: ExactJson[] = [];
    this.#at++;
    this.#take(WHITE_SPACE);
    if (this.#takeIf(']')) return items;
    do {
      items.push(this.#value(depth));
    } while (this.#takeIf(','));
    if (!this.#takeIf(']')) this.#fail("',' or ']'");
    return items;
  }

  #string(): string {
    const quoted = this.#take(STRING)?.[0];
    if (quoted === undefined) this.#fail('text in double quotes');
    // Escapes are left to JSON.parse, which also refuses wrong ones and control characters.
    return JSON.parse(quoted) as string;
  }

  #nameOrNumber(): ExactJson {
    const named = NAMES.find(([name]) => this.#text.startsWith(name, this.#at));
    if (named === undefined) return this.#number();
    this.#at += named[0].length;
    return named[1];
  }

  #number(): ExactJson {
    const match = this.#take(NUMBER);
    if (match === undefined) this.#fail('a value');
    const value = Number(match[0]);
    const isInteger = match[1] === undefined && match[2] === undefined;
    if (isInteger) return Number.isSafeInteger(value) ? value + 0 : BigInt(match[0]);
    return Number.isInteger(value) ? new Float(value) : value;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #takeIf(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #fail(expected: string): never {
    throw new SyntaxError(`JSON: expected ${expected} at character ${this.#at + 1}`);
  }
}
