import { ResourceProgramError } from './errors.js';
import { readNumber } from './number-literal.js';
import { readString } from './string-literal.js';
import type { Value } from './values.js';

/** A piece of an expression's text. */
export interface Token {
  readonly kind: 'name' | 'keyword' | 'operator' | 'literal' | 'format-string' | 'newline' | 'end';
  /** The piece itself; for names in the form that they are known by. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What a literal stands for. */
  readonly value?: Value;
}

/** Longer expressions are refused before anything is done with them. */
export const MAX_LENGTH = 65_536;

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

const NAME = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
const ASCII_NAME = /[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_\x80-\uffff])/y;
const STRING_START = /(?:[rR][bBfF]?|[bBfF][rR]?|[uU])?['"]/y;
const NUMBER_START = /\.?[0-9]/y;
const SYMBOL = /[^A-Za-z0-9_'".\x80-\uffff]/y;
const SKIPPED = /(?:[ \t\f]|#[^\n\r]*|\\\r?\n)+/y;
const NEWLINE = /\r\n?|\n/y;
const OPERATOR =
  /\.\.\.|\*\*=|\/\/=|<<=|>>=|\*\*|\/\/|<<|>>|:=|->|==|!=|<=|>=|[-+*/%@&|^]=|[-+*/%@&|^~<>=().,:;[\]{}]/y;

/** Cuts a text into tokens as Python does; the last one is always `end`. */
export function tokenize(source: string): Token[] {
  if (source.length > MAX_LENGTH) {
    throw new ResourceProgramError(
      'too-large',
      source,
      `it has ${source.length} characters, more than ${MAX_LENGTH}; split it into several lines`,
    );
  }
  return new Tokenizer(source).run();
}

class Tokenizer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Line ends mean nothing inside of brackets. */
  #brackets = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    if (/^[ \t\f]+[^ \t\f#\n\r]/.test(this.#source)) this.#fail('it begins with white space');
    for (;;) {
      this.#match(SKIPPED);
      if (this.#at >= this.#source.length) break;
      this.#next();
    }
    this.#push('end', '', this.#at);
    return this.#tokens;
  }

  #next(): void {
    const start = this.#at;
    if (this.#match(NEWLINE) !== undefined) {
      if (this.#brackets === 0) this.#push('newline', '\n', start);
    } else if (this.#look(SYMBOL)) {
      this.#operator(start);
    } else if (this.#look(STRING_START)) {
      this.#string(start);
    } else if (this.#look(NUMBER_START)) {
      this.#number(start);
    } else if (!this.#name(start)) {
      this.#operator(start);
    }
  }

  #string(start: number): void {
    const literal = readString(this.#source, start);
    if (typeof literal === 'string') this.#fail(literal);
    this.#at = literal.end;
    const text = this.#source.slice(start, literal.end);
    this.#push(literal.isFormat ? 'format-string' : 'literal', text, start, literal.value);
  }

  #number(start: number): void {
    const literal = readNumber(this.#source, start);
    if (literal === undefined) this.#fail(`there is a malformed number at character ${start + 1}`);
    this.#at = literal.end;
    this.#push('literal', this.#source.slice(start, literal.end), start, literal.value);
  }

  #name(start: number): boolean {
    // The pattern for all scripts costs a lot more, and hardly any name needs it.
    const name = this.#match(ASCII_NAME) ?? this.#match(NAME);
    if (name === undefined) return false;
    // Python knows names by their compatibility form: a ligature is the letters that it stands for.
    const text = name.normalize('NFKC');
    this.#push(KEYWORDS.has(text) ? 'keyword' : 'name', text, start);
    return true;
  }

  #operator(start: number): void {
    const operator = this.#match(OPERATOR);
    if (operator === undefined) {
      const character = String.fromCodePoint(this.#source.codePointAt(start) ?? 0);
      this.#fail(`the character ${JSON.stringify(character)} has no meaning here`);
    }
    if ('([{'.includes(operator)) this.#brackets++;
    else if (')]}'.includes(operator)) this.#brackets--;
    this.#push('operator', operator, start);
  }

  #look(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#source);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #push(kind: Token['kind'], text: string, start: number, value?: Value): void {
    const token = { kind, text, start, end: this.#at };
    this.#tokens.push(value === undefined ? token : { ...token, value });
  }

  #fail(problem: string): never {
    throw new ResourceProgramError('syntax', this.#source, problem);
  }
}
