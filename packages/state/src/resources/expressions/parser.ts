import { ResourceProgramError } from './errors.js';
import { ARITHMETIC, SIGNS, STATEMENTS } from './forbidden-code.js';
import type { ComparisonOperator, FunctionName, Node } from './syntax-tree.js';
import { TokenCursor } from './token-cursor.js';
import type { Token } from './tokenizer.js';
import { Bytes, ELLIPSIS, type Value } from './values.js';

/** An expression that holds allowed code alone. */
export interface ParsedExpression {
  readonly root: Node;
  /** The names of resources in it, in the order in which they first appear. */
  readonly aliases: readonly string[];
}

const MAX_RESOURCES = 100;

const FUNCTIONS: ReadonlySet<string> = new Set<FunctionName>(['len', 'bool', 'int', 'float']);

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
]);

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** Stands for a part that isn't allowed: once the text turns out to be well-formed, the whole is refused. */
const FORBIDDEN: Node = { kind: 'constant', value: null };

/**
 * Parses one resource expression: comparisons, `and`, `or`, names, attributes, constants, lists, tuples and four
 * functions of Python.
 *
 * The rest of Python's expressions is understood as well, so that their authors learn what isn't allowed
 * (`code-not-allowed`) and where something doesn't make sense (`syntax`). Throws ResourceProgramError.
 */
export function parseExpression(source: string): ParsedExpression {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  readonly #cursor: TokenCursor;
  /** Names of resources with their numbers. */
  readonly #aliases = new Map<string, number>();
  /** The first construct, in the order of Python's syntax tree, that isn't allowed. */
  #forbidden: { readonly construct: string; readonly start: number } | undefined;

  constructor(source: string) {
    this.#source = source;
    this.#cursor = new TokenCursor(source);
  }

  parse(): ParsedExpression {
    while (this.#cursor.peek().kind === 'newline') this.#cursor.skip();
    const root = this.#statement();
    if (this.#forbidden !== undefined) {
      const { construct, start } = this.#forbidden;
      throw new ResourceProgramError(
        'code-not-allowed',
        this.#source,
        `${construct} at character ${start + 1} is not allowed; allowed are comparisons, 'and', 'or', ` +
          'attributes of resources, constants, lists, tuples, and the functions len, bool, int and float',
        construct,
      );
    }
    if (this.#aliases.size === 0) {
      throw new ResourceProgramError(
        'no-resources',
        this.#source,
        'it refers to no resource; compare an attribute of one, as in: package.name == "bash"',
      );
    }
    return { root, aliases: [...this.#aliases.keys()] };
  }

  // --- statements -----------------------------------------------------------------------------------------

  #statement(): Node {
    const first = this.#cursor.peek();
    if (first.kind === 'end') return FORBIDDEN;
    const statement = first.kind === 'keyword' ? STATEMENTS.get(first.text) : undefined;
    if (statement !== undefined) return this.#forbid(statement, first.start);

    const root = this.#expressionList();
    if (this.#cursor.peek().kind === 'operator') this.#assignment(first.start);
    while (this.#cursor.peek().kind === 'newline') this.#cursor.skip();
    if (this.#cursor.peek().kind !== 'end') this.#cursor.unexpected();
    return root;
  }

  #assignment(start: number): void {
    if (this.#cursor.takeOperator(':')) {
      this.#expression();
      if (this.#cursor.takeOperator('=')) this.#expressionList();
      this.#forbid('AnnAssign', start);
    }
    while (this.#cursor.takeOperator('=')) {
      this.#forbid('Assign', start);
      this.#expressionList();
    }
    const operator = this.#cursor.peek().text;
    if (/^(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)=$/.test(operator)) {
      this.#cursor.skip();
      this.#forbid('AugAssign', start);
      this.#expressionList();
    }
  }

  // --- expressions, from the loosest binding to the tightest ------------------------------------------------

  /** One or more expressions; with a comma they are a tuple. */
  #expressionList(): Node {
    const first = this.#item();
    if (!this.#cursor.isOperator(',')) return first;
    const items = [first];
    while (this.#cursor.takeOperator(',')) {
      if (!this.#startsExpression()) break;
      items.push(this.#item());
    }
    return { kind: 'sequence', form: 'tuple', items };
  }

  /** An expression where also `*a` and `yield` may stand. */
  #item(): Node {
    const token = this.#cursor.peek();
    if (this.#cursor.takeOperator('*')) {
      this.#forbid('Starred', token.start);
      return this.#arithmetic(0);
    }
    if (!this.#cursor.takeKeyword('yield')) return this.#expression();
    if (this.#cursor.takeKeyword('from')) {
      this.#expression();
      return this.#forbid('YieldFrom', token.start);
    }
    if (this.#startsExpression()) this.#expressionList();
    return this.#forbid('Yield', token.start);
  }

  /** An expression inside of brackets, where names may be given on the way. */
  #bracketItem(): Node {
    const token = this.#cursor.peek();
    if (token.kind !== 'name' || this.#cursor.peek(1).text !== ':=') return this.#item();
    this.#cursor.skip(2);
    this.#expression();
    return this.#forbid('NamedExpr', token.start);
  }

  #expression(): Node {
    return this.#cursor.deeper(() => {
      const { start } = this.#cursor.peek();
      if (this.#cursor.takeKeyword('lambda')) return this.#lambda(start);
      const node = this.#junction('or');
      if (!this.#cursor.takeKeyword('if')) return node;
      this.#junction('or');
      this.#cursor.expectKeyword('else');
      this.#expression();
      return this.#forbid('IfExp', start);
    });
  }

  #lambda(start: number): Node {
    while (!this.#cursor.isOperator(':')) {
      if (
        this.#cursor.peek().kind === 'name' ||
        this.#cursor.isOperator(',') ||
        this.#cursor.isOperator('*')
      )
        this.#cursor.skip();
      else if (this.#cursor.takeOperator('=')) this.#expression();
      else if (!this.#cursor.takeOperator('**') && !this.#cursor.takeOperator('/'))
        this.#cursor.unexpected();
    }
    this.#cursor.skip();
    this.#expression();
    return this.#forbid('Lambda', start);
  }

  #junction(operator: 'and' | 'or'): Node {
    const operand = (): Node => (operator === 'or' ? this.#junction('and') : this.#not());
    const first = operand();
    if (!this.#cursor.isKeyword(operator)) return first;
    const operands = [first];
    const spaced: boolean[] = [];
    while (this.#cursor.isKeyword(operator)) {
      const { start, end } = this.#cursor.take();
      spaced.push(this.#source[start - 1] === ' ' && this.#source[end] === ' ');
      operands.push(operand());
    }
    return { kind: 'junction', operator, operands, spaced };
  }

  #not(): Node {
    const { start } = this.#cursor.peek();
    if (!this.#cursor.takeKeyword('not')) return this.#comparison();
    this.#cursor.deeper(() => this.#not());
    return this.#forbid('Not', start);
  }

  #comparison(): Node {
    const first = this.#arithmetic(0);
    let operator = this.#takeComparison();
    if (operator === undefined) return first;
    const rest: { operator: ComparisonOperator; operand: Node }[] = [];
    while (operator !== undefined) {
      rest.push({ operator, operand: this.#arithmetic(0) });
      operator = this.#takeComparison();
    }
    return { kind: 'comparison', first, rest };
  }

  #takeComparison(): ComparisonOperator | undefined {
    const token = this.#cursor.peek();
    if (token.kind === 'operator' && COMPARISONS.has(token.text)) {
      return this.#cursor.take().text as ComparisonOperator;
    }
    if (this.#cursor.takeKeyword('in')) return 'in';
    if (this.#cursor.takeKeyword('is')) return this.#cursor.takeKeyword('not') ? 'is not' : 'is';
    if (!this.#cursor.takeKeyword('not')) return undefined;
    this.#cursor.expectKeyword('in');
    return 'not in';
  }

  #arithmetic(level: number): Node {
    const operators = ARITHMETIC[level];
    if (operators === undefined) return this.#sign();
    let node = this.#arithmetic(level + 1);
    for (;;) {
      const token = this.#cursor.peek();
      const construct = token.kind === 'operator' ? operators.get(token.text) : undefined;
      if (construct === undefined) return node;
      this.#cursor.skip();
      this.#arithmetic(level + 1);
      node = this.#forbid(construct, token.start);
    }
  }

  #sign(): Node {
    const token = this.#cursor.peek();
    const construct = token.kind === 'operator' ? SIGNS.get(token.text) : undefined;
    if (construct === undefined) return this.#power();
    this.#cursor.skip();
    this.#cursor.deeper(() => this.#sign());
    return this.#forbid(construct, token.start);
  }

  #power(): Node {
    const { start } = this.#cursor.peek();
    const isAwaited = this.#cursor.takeKeyword('await');
    const base = this.#primary();
    const node = isAwaited ? this.#forbid('Await', start) : base;
    const operator = this.#cursor.peek();
    if (!this.#cursor.takeOperator('**')) return node;
    this.#cursor.deeper(() => this.#sign());
    return this.#forbid('Pow', operator.start);
  }

  // --- primaries --------------------------------------------------------------------------------------------

  #primary(): Node {
    const { start } = this.#cursor.peek();
    let node = this.#allowedCall() ?? this.#atom();
    for (;;) {
      if (this.#cursor.takeOperator('.')) node = this.#attribute(node, start);
      else if (this.#cursor.isOperator('(')) {
        this.#arguments();
        node = this.#forbid('Call', start);
      } else if (this.#cursor.takeOperator('[')) {
        this.#subscript();
        node = this.#forbid('Subscript', start);
      } else return node;
    }
  }

  #attribute(base: Node, start: number): Node {
    const token = this.#cursor.take();
    if (token.kind !== 'name') this.#cursor.unexpected(token);
    // Only records have attributes: what stands behind a second dot would be looked up on text.
    if (base.kind !== 'record') return this.#forbid('Attribute', start);
    return { kind: 'attribute', alias: base.alias, name: token.text };
  }

  /** A call of one of the four functions; undefined if no call of them stands here. */
  #allowedCall(): Node | undefined {
    const { kind, text, start } = this.#cursor.peek();
    if (kind !== 'name' || !FUNCTIONS.has(text) || this.#cursor.peek(1).text !== '(') {
      return undefined;
    }
    this.#cursor.skip();
    const args = this.#arguments();
    if (args === undefined) return this.#forbid('Call', start);
    return { kind: 'call', callee: text as FunctionName, args };
  }

  /** Reads the arguments of a call; undefined if not all of them are positional. */
  #arguments(): readonly Node[] | undefined {
    this.#cursor.expectOperator('(');
    const args: Node[] = [];
    let arePositional = true;
    while (!this.#cursor.isOperator(')')) {
      const { kind, start } = this.#cursor.peek();
      if (this.#cursor.takeOperator('**')) {
        arePositional = false;
        this.#expression();
      } else if (kind === 'name' && this.#cursor.peek(1).text === '=') {
        arePositional = false;
        this.#cursor.skip(2);
        this.#expression();
      } else {
        args.push(this.#bracketItem());
        this.#comprehension('GeneratorExp', start);
      }
      if (!this.#cursor.takeOperator(',')) break;
    }
    this.#cursor.expectOperator(')');
    return arePositional ? args : undefined;
  }

  #subscript(): void {
    do {
      if (this.#cursor.isOperator(']')) break;
      if (!this.#cursor.isOperator(':')) this.#bracketItem();
      while (this.#cursor.takeOperator(':')) {
        if (
          !this.#cursor.isOperator(':') &&
          !this.#cursor.isOperator(',') &&
          !this.#cursor.isOperator(']')
        ) {
          this.#expression();
        }
      }
    } while (this.#cursor.takeOperator(','));
    this.#cursor.expectOperator(']');
  }

  #atom(): Node {
    const token = this.#cursor.take();
    switch (token.kind) {
      case 'name':
        return { kind: 'record', alias: this.#alias(token.text) };
      case 'literal':
      case 'format-string':
        return this.#literal(token);
      case 'keyword': {
        const value = CONSTANTS.get(token.text);
        return value === undefined ? this.#cursor.unexpected(token) : { kind: 'constant', value };
      }
      default:
        return this.#display(token);
    }
  }

  /** One literal, or several texts beside each other, which are one. */
  #literal(first: Token): Node {
    let value = first.value as Value;
    let isFormat = first.kind === 'format-string';
    while (isText(value) && isText(this.#cursor.peek().value)) {
      const next = this.#cursor.take();
      isFormat ||= next.kind === 'format-string';
      const joined = joinTexts(value, next.value as Value);
      if (joined === undefined) this.#cursor.fail('text and bytes stand beside each other');
      value = joined;
    }
    return isFormat ? this.#forbid('JoinedStr', first.start) : { kind: 'constant', value };
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
        return this.#cursor.unexpected(open);
    }
  }

  #parenthesis(start: number): Node {
    if (this.#cursor.takeOperator(')')) return { kind: 'sequence', form: 'tuple', items: [] };
    const first = this.#bracketItem();
    const generator = this.#comprehension('GeneratorExp', start);
    const node = this.#cursor.isOperator(',') ? this.#items(first, 'tuple', ')') : first;
    this.#cursor.expectOperator(')');
    return generator ?? node;
  }

  #list(start: number): Node {
    if (this.#cursor.takeOperator(']')) return { kind: 'sequence', form: 'list', items: [] };
    const first = this.#bracketItem();
    const comprehension = this.#comprehension('ListComp', start);
    const node = this.#items(first, 'list', ']');
    this.#cursor.expectOperator(']');
    return comprehension ?? node;
  }

  #items(first: Node, form: 'list' | 'tuple', close: string): Node {
    const items = [first];
    while (this.#cursor.takeOperator(',')) {
      if (this.#cursor.isOperator(close)) break;
      items.push(this.#bracketItem());
    }
    return { kind: 'sequence', form, items };
  }

  #braces(start: number): Node {
    let construct = this.#cursor.isOperator('}') ? 'Dict' : 'Set';
    while (!this.#cursor.isOperator('}')) {
      if (this.#cursor.takeOperator('**')) construct = 'Dict';
      this.#bracketItem();
      if (this.#cursor.takeOperator(':')) {
        construct = 'Dict';
        this.#expression();
      }
      if (this.#comprehension(`${construct}Comp`, start)) construct += 'Comp';
      if (!this.#cursor.takeOperator(',')) break;
    }
    this.#cursor.expectOperator('}');
    return this.#forbid(construct, start);
  }

  /** Reads `for … in … if …`, if it stands here. */
  #comprehension(construct: string, start: number): Node | undefined {
    if (!this.#cursor.isKeyword('for') && !this.#cursor.isKeyword('async')) return undefined;
    while (this.#cursor.isKeyword('for') || this.#cursor.isKeyword('async')) {
      this.#cursor.takeKeyword('async');
      this.#cursor.expectKeyword('for');
      do this.#arithmetic(0);
      while (this.#cursor.takeOperator(',') && !this.#cursor.isKeyword('in'));
      this.#cursor.expectKeyword('in');
      this.#junction('or');
      while (this.#cursor.takeKeyword('if')) this.#junction('or');
    }
    return this.#forbid(construct, start);
  }

  #startsExpression(): boolean {
    const { kind, text } = this.#cursor.peek();
    if (kind === 'operator') return ['(', '[', '{', '...', '*', '-', '+', '~'].includes(text);
    if (kind === 'keyword') return CONSTANTS.has(text) || ['not', 'lambda', 'await'].includes(text);
    return kind !== 'end' && kind !== 'newline';
  }

  // --- bookkeeping ------------------------------------------------------------------------------------------

  #alias(name: string): number {
    const known = this.#aliases.get(name);
    if (known !== undefined) return known;
    const alias = this.#aliases.size;
    if (alias === MAX_RESOURCES) {
      throw new ResourceProgramError(
        'too-large',
        this.#source,
        `it refers to more than ${MAX_RESOURCES} resources; split it into several lines`,
      );
    }
    this.#aliases.set(name, alias);
    return alias;
  }

  /**
   * Notes that a construct isn't allowed. Of several, that one is reported which a walk through Python's syntax tree
   * meets first: the one that begins first, and of those with one beginning the outermost, which is noted last.
   */
  #forbid(construct: string, start: number): Node {
    if (this.#forbidden === undefined || start <= this.#forbidden.start) {
      this.#forbidden = { construct, start };
    }
    return FORBIDDEN;
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
