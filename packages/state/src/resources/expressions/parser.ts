import { FORBIDDEN, type ParsedExpression } from './findings.js';
import { ARITHMETIC, SIGNS, STATEMENTS } from './forbidden-code.js';
import { PrimaryParser } from './primary-parser.js';
import type { ComparisonOperator, Node } from './syntax-tree.js';

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
]);

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

/** Parses a whole expression, from what binds loosest to the operands of its operators. */
class Parser extends PrimaryParser {
  parse(): ParsedExpression {
    this.#skipNewlines();
    return this.findings.conclude(this.#statement());
  }

  #statement(): Node {
    const first = this.cursor.peek();
    if (first.kind === 'end') return FORBIDDEN;
    const statement = first.kind === 'keyword' ? STATEMENTS.get(first.text) : undefined;
    if (statement !== undefined) return this.findings.forbid(statement, first.start);

    const root = this.#expressionList();
    if (this.cursor.peek().kind === 'operator') this.#assignment(first.start);
    this.#skipNewlines();
    if (this.cursor.peek().kind !== 'end') this.cursor.unexpected();
    return root;
  }

  #assignment(start: number): void {
    if (this.cursor.takeOperator(':')) {
      this.expression();
      if (this.cursor.takeOperator('=')) this.#expressionList();
      this.findings.forbid('AnnAssign', start);
    }
    while (this.cursor.takeOperator('=')) {
      this.findings.forbid('Assign', start);
      this.#expressionList();
    }
    const operator = this.cursor.peek().text;
    if (/^(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)=$/.test(operator)) {
      this.cursor.skip();
      this.findings.forbid('AugAssign', start);
      this.#expressionList();
    }
  }

  /** One or more expressions; with a comma they are a tuple. */
  #expressionList(): Node {
    const first = this.#item();
    if (!this.cursor.isOperator(',')) return first;
    const items = [first];
    while (this.cursor.takeOperator(',')) {
      if (!this.startsExpression()) break;
      items.push(this.#item());
    }
    return { kind: 'sequence', form: 'tuple', items };
  }

  /** An expression where also `*a` and `yield` may stand. */
  #item(): Node {
    const token = this.cursor.peek();
    if (this.cursor.takeOperator('*')) {
      this.findings.forbid('Starred', token.start);
      return this.arithmetic(0);
    }
    if (!this.cursor.takeKeyword('yield')) return this.expression();
    if (this.cursor.takeKeyword('from')) {
      this.expression();
      return this.findings.forbid('YieldFrom', token.start);
    }
    if (this.startsExpression()) this.#expressionList();
    return this.findings.forbid('Yield', token.start);
  }

  protected override bracketItem(): Node {
    const token = this.cursor.peek();
    if (token.kind !== 'name' || this.cursor.peek(1).text !== ':=') return this.#item();
    this.cursor.skip(2);
    this.expression();
    return this.findings.forbid('NamedExpr', token.start);
  }

  protected override expression(): Node {
    return this.cursor.deeper(() => {
      const { start } = this.cursor.peek();
      if (this.cursor.takeKeyword('lambda')) return this.#lambda(start);
      const node = this.junction('or');
      if (!this.cursor.takeKeyword('if')) return node;
      this.junction('or');
      this.cursor.expectKeyword('else');
      this.expression();
      return this.findings.forbid('IfExp', start);
    });
  }

  #lambda(start: number): Node {
    while (!this.cursor.isOperator(':')) {
      if (this.cursor.takeOperator('=')) this.expression();
      else if (!this.#takeParameter()) this.cursor.unexpected();
    }
    this.cursor.skip();
    this.expression();
    return this.findings.forbid('Lambda', start);
  }

  #takeParameter(): boolean {
    const { kind, text } = this.cursor.peek();
    const isPart = kind === 'name' || (kind === 'operator' && [',', '*', '**', '/'].includes(text));
    if (isPart) this.cursor.skip();
    return isPart;
  }

  protected override junction(operator: 'and' | 'or'): Node {
    const operand = (): Node => (operator === 'or' ? this.junction('and') : this.#not());
    const first = operand();
    if (!this.cursor.isKeyword(operator)) return first;
    const operands = [first];
    const spaced: boolean[] = [];
    while (this.cursor.isKeyword(operator)) {
      const { start, end } = this.cursor.take();
      spaced.push(this.findings.source[start - 1] === ' ' && this.findings.source[end] === ' ');
      operands.push(operand());
    }
    return { kind: 'junction', operator, operands, spaced };
  }

  #not(): Node {
    const { start } = this.cursor.peek();
    if (!this.cursor.takeKeyword('not')) return this.#comparison();
    this.cursor.deeper(() => this.#not());
    return this.findings.forbid('Not', start);
  }

  #comparison(): Node {
    const first = this.arithmetic(0);
    let operator = this.#takeComparison();
    if (operator === undefined) return first;
    const rest: { operator: ComparisonOperator; operand: Node }[] = [];
    while (operator !== undefined) {
      rest.push({ operator, operand: this.arithmetic(0) });
      operator = this.#takeComparison();
    }
    return { kind: 'comparison', first, rest };
  }

  #takeComparison(): ComparisonOperator | undefined {
    const token = this.cursor.peek();
    if (token.kind === 'operator' && COMPARISONS.has(token.text)) {
      return this.cursor.take().text as ComparisonOperator;
    }
    if (this.cursor.takeKeyword('in')) return 'in';
    if (this.cursor.takeKeyword('is')) return this.cursor.takeKeyword('not') ? 'is not' : 'is';
    if (!this.cursor.takeKeyword('not')) return undefined;
    this.cursor.expectKeyword('in');
    return 'not in';
  }

  protected override arithmetic(level: number): Node {
    const operators = ARITHMETIC[level];
    if (operators === undefined) return this.#sign();
    let node = this.arithmetic(level + 1);
    for (;;) {
      const token = this.cursor.peek();
      const construct = token.kind === 'operator' ? operators.get(token.text) : undefined;
      if (construct === undefined) return node;
      this.cursor.skip();
      this.arithmetic(level + 1);
      node = this.findings.forbid(construct, token.start);
    }
  }

  #sign(): Node {
    const token = this.cursor.peek();
    const construct = token.kind === 'operator' ? SIGNS.get(token.text) : undefined;
    if (construct === undefined) return this.#power();
    this.cursor.skip();
    this.cursor.deeper(() => this.#sign());
    return this.findings.forbid(construct, token.start);
  }

  #power(): Node {
    const { start } = this.cursor.peek();
    const isAwaited = this.cursor.takeKeyword('await');
    const base = this.primary();
    const node = isAwaited ? this.findings.forbid('Await', start) : base;
    const operator = this.cursor.peek();
    if (!this.cursor.takeOperator('**')) return node;
    this.cursor.deeper(() => this.#sign());
    return this.findings.forbid('Pow', operator.start);
  }

  #skipNewlines(): void {
    while (this.cursor.peek().kind === 'newline') this.cursor.skip();
  }
}
