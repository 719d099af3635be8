import { ResourceProgramError } from './errors.js';
import { type Token, tokenize } from './tokenizer.js';

const MAX_DEPTH = 100;

/** A place in the tokens of an expression, and the complaints about what stands there. */
export class TokenCursor {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  /** The token that many places ahead; the end, if there are fewer. */
  peek(ahead = 0): Token {
    return (this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1)) as Token;
  }

  take(): Token {
    const token = this.peek();
    this.skip();
    return token;
  }

  skip(count = 1): void {
    this.#at += count;
  }

  isOperator(text: string): boolean {
    const token = this.peek();
    return token.kind === 'operator' && token.text === text;
  }

  takeOperator(text: string): boolean {
    if (!this.isOperator(text)) return false;
    this.skip();
    return true;
  }

  expectOperator(text: string): void {
    if (!this.takeOperator(text)) this.unexpected();
  }

  isKeyword(text: string): boolean {
    const token = this.peek();
    return token.kind === 'keyword' && token.text === text;
  }

  takeKeyword(text: string): boolean {
    if (!this.isKeyword(text)) return false;
    this.skip();
    return true;
  }

  expectKeyword(text: string): void {
    if (!this.takeKeyword(text)) this.unexpected();
  }

  /** Parses a part one level further in, so that no text can exhaust the stack. */
  deeper<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) {
      throw new ResourceProgramError(
        'too-large',
        this.#source,
        `it is nested deeper than ${MAX_DEPTH} levels; split it into several lines`,
      );
    }
    const part = parse();
    this.#depth--;
    return part;
  }

  unexpected(token: Token = this.peek()): never {
    if (token.kind === 'end') this.fail('it ends too early');
    if (token.kind === 'newline' || token.text === ';') {
      this.fail('it goes on behind its end; only one expression may stand on a line');
    }
    this.fail(`${JSON.stringify(token.text)} at character ${token.start + 1} makes no sense there`);
  }

  fail(problem: string): never {
    throw new ResourceProgramError('syntax', this.#source, problem);
  }
}
