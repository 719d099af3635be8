import { Findings } from './findings.js';
import type { FunctionName, Node } from './syntax-tree.js';
import { TokenCursor } from './token-cursor.js';
import type { Token } from './tokenizer.js';
import { Bytes, ELLIPSIS, type Value } from './values.js';

const FUNCTIONS: ReadonlySet<string> = new Set<FunctionName>(['len', 'bool', 'int', 'float']);

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/**
 * Parses what binds tightest: names, literals, everything in brackets, and what follows them. What stands between
 * brackets is parsed by the methods left open here.
 */
export abstract class PrimaryParser {
  protected readonly cursor: TokenCursor;
  protected readonly findings: Findings;

  constructor(source: string) {
    this.cursor = new TokenCursor(source);
    this.findings = new Findings(source);
  }

  protected abstract expression(): Node;

  /** An expression inside of brackets, where names may be given on the way. */
  protected abstract bracketItem(): Node;

  protected abstract junction(operator: 'and' | 'or'): Node;

  /** An operand of a comparison; `level` tells how tightly its operators bind at least. */
  protected abstract arithmetic(level: number): Node;

  /** An operand with all that follows it: attributes, calls, subscripts. */
  protected primary(): Node {
    const { start } = this.cursor.peek();
    let node = this.#allowedCall() ?? this.#atom();
    for (;;) {
      if (this.cursor.takeOperator('.')) node = this.#attribute(node, start);
      else if (this.cursor.isOperator('(')) {
        this.#arguments();
        node = this.findings.forbid('Call', start);
      } else if (this.cursor.takeOperator('[')) {
        this.#subscript();
        node = this.findings.forbid('Subscript', start);
      } else return node;
    }
  }

  #attribute(base: Node, start: number): Node {
    const token = this.cursor.take();
    if (token.kind !== 'name') this.cursor.unexpected(token);
    // Only records have attributes: what stands behind a second dot would be looked up on text.
    if (base.kind !== 'record') return this.findings.forbid('Attribute', start);
    return { kind: 'attribute', alias: base.alias, name: token.text };
  }

  /** A call of one of the four functions; undefined if no call of them stands here. */
  #allowedCall(): Node | undefined {
    const { kind, text, start } = this.cursor.peek();
    if (kind !== 'name' || !FUNCTIONS.has(text) || this.cursor.peek(1).text !== '(') {
      return undefined;
    }
    this.cursor.skip();
    const args = this.#arguments();
    if (args === undefined) return this.findings.forbid('Call', start);
    return { kind: 'call', callee: text as FunctionName, args };
  }

  /** Reads the arguments of a call; undefined if not all of them are positional. */
  #arguments(): readonly Node[] | undefined {
    this.cursor.expectOperator('(');
    const args: Node[] = [];
    let arePositional = true;
    while (!this.cursor.isOperator(')')) {
      const { kind, start } = this.cursor.peek();
      if (this.cursor.takeOperator('**')) {
        arePositional = false;
        this.expression();
      } else if (kind === 'name' && this.cursor.peek(1).text === '=') {
        arePositional = false;
        this.cursor.skip(2);
        this.expression();
      } else {
        args.push(this.bracketItem());
        this.#comprehension('GeneratorExp', start);
      }
      if (!this.cursor.takeOperator(',')) break;
    }
    this.cursor.expectOperator(')');
    return arePositional ? args : undefined;
  }

  #subscript(): void {
    do {
      if (this.cursor.isOperator(']')) break;
      if (!this.cursor.isOperator(':')) this.bracketItem();
      while (this.cursor.takeOperator(':')) {
        if (
          !this.cursor.isOperator(':') &&
          !this.cursor.isOperator(',') &&
          !this.cursor.isOperator(']')
        ) {
          this.expression();
        }
      }
    } while (this.cursor.takeOperator(','));
    this.cursor.expectOperator(']');
  }

  #atom(): Node {
    const token = this.cursor.take();
    switch (token.kind) {
      case 'name':
        return { kind: 'record', alias: this.findings.alias(token.text) };
      case 'literal':
      case 'format-string':
        return this.#literal(token);
      case 'keyword': {
        const value = CONSTANTS.get(token.text);
        return value === undefined ? this.cursor.unexpected(token) : { kind: 'constant', value };
      }
      default:
        return this.#display(token);
    }
  }

  /** One literal, or several texts beside each other, which are one. */
  #literal(first: Token): Node {
    let value = first.value as Value;
    let isFormat = first.kind === 'format-string';
    while (isText(value) && isText(this.cursor.peek().value)) {
      const next = this.cursor.take();
      isFormat ||= next.kind === 'format-string';
      const joined = joinTexts(value, next.value as Value);
      if (joined === undefined) this.cursor.fail('text and bytes stand beside each other');
      value = joined;
    }
    return isFormat ? this.findings.forbid('JoinedStr', first.start) : { kind: 'constant', value };
  }

  #display(open: Token): Node {
    switch (open.text) {
      case '...':
        return { kind: 'constant', value: ELLIPSIS };
      case '(':
        return this.#parenthesis(open.start);
      case '[':
        return this.#list(open.start);
      case '{':
        return this.#braces(open.start);
      default:
        return this.cursor.unexpected(open);
    }
  }

  #parenthesis(start: number): Node {
    if (this.cursor.takeOperator(')')) return { kind: 'sequence', form: 'tuple', items: [] };
    const first = this.bracketItem();
    const generator = this.#comprehension('GeneratorExp', start);
    const node = this.cursor.isOperator(',') ? this.#items(first, 'tuple', ')') : first;
    this.cursor.expectOperator(')');
    return generator ?? node;
  }

  #list(start: number): Node {
    if (this.cursor.takeOperator(']')) return { kind: 'sequence', form: 'list', items: [] };
    const first = this.bracketItem();
    const comprehension = this.#comprehension('ListComp', start);
    const node = this.#items(first, 'list', ']');
    this.cursor.expectOperator(']');
    return comprehension ?? node;
  }

  #items(first: Node, form: 'list' | 'tuple', close: string): Node {
    const items = [first];
    while (this.cursor.takeOperator(',')) {
      if (this.cursor.isOperator(close)) break;
      items.push(this.bracketItem());
    }
    return { kind: 'sequence', form, items };
  }

  #braces(start: number): Node {
    let construct = this.cursor.isOperator('}') ? 'Dict' : 'Set';
    while (!this.cursor.isOperator('}')) {
      if (this.cursor.takeOperator('**')) construct = 'Dict';
      this.bracketItem();
      if (this.cursor.takeOperator(':')) {
        construct = 'Dict';
        this.expression();
      }
      if (this.#comprehension(`${construct}Comp`, start)) construct += 'Comp';
      if (!this.cursor.takeOperator(',')) break;
    }
    this.cursor.expectOperator('}');
    return this.findings.forbid(construct, start);
  }

  /** Reads `for … in … if …`, if it stands here. */
  #comprehension(construct: string, start: number): Node | undefined {
    if (!this.cursor.isKeyword('for') && !this.cursor.isKeyword('async')) return undefined;
    while (this.cursor.isKeyword('for') || this.cursor.isKeyword('async')) {
      this.cursor.takeKeyword('async');
      this.cursor.expectKeyword('for');
      do this.arithmetic(0);
      while (this.cursor.takeOperator(',') && !this.cursor.isKeyword('in'));
      this.cursor.expectKeyword('in');
      this.junction('or');
      while (this.cursor.takeKeyword('if')) this.junction('or');
    }
    return this.findings.forbid(construct, start);
  }

  protected startsExpression(): boolean {
    const { kind, text } = this.cursor.peek();
    if (kind === 'operator') return ['(', '[', '{', '...', '*', '-', '+', '~'].includes(text);
    if (kind === 'keyword') return CONSTANTS.has(text) || ['not', 'lambda', 'await'].includes(text);
    return kind !== 'end' && kind !== 'newline';
  }
}

function isText(value: Value | undefined): value is string | Bytes {
  return typeof value === 'string' || value instanceof Bytes;
}

function joinTexts(a: Value, b: Value): Value | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (a instanceof Bytes && b instanceof Bytes) return new Bytes(a.text + b.text);
  return undefined;
}
