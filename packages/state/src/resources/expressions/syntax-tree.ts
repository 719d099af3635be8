import type { Value } from './values.js';

/** Operators of comparison, as Python spells them. */
export type ComparisonOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not in'
  | 'is'
  | 'is not';

/** The functions that an expression may call. */
export type FunctionName = 'len' | 'bool' | 'int' | 'float';

/** `and` or `or` between two or more operands. */
export interface Junction {
  readonly kind: 'junction';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Node[];
  /** For each operator between two operands, whether it has a space on either side; see {@link splitExpression}. */
  readonly spaced: readonly boolean[];
}

/** A chain such as `a < b <= c`. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly first: Node;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Node }[];
}

/** An expression that is allowed. Aliases are numbered in the order in which they first appear. */
export type Node =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'record'; readonly alias: number }
  | { readonly kind: 'attribute'; readonly alias: number; readonly name: string }
  | { readonly kind: 'sequence'; readonly form: 'list' | 'tuple'; readonly items: readonly Node[] }
  | { readonly kind: 'call'; readonly callee: FunctionName; readonly args: readonly Node[] }
  | Comparison
  | Junction;

/** The parts that a node is made of, in the order in which they stand in the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'call':
      return node.args;
    case 'comparison':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case 'junction':
      return node.operands;
    default:
      return [];
  }
}

/** The aliases that a node refers to, by number. */
export function aliasesOf(node: Node, found: Set<number> = new Set()): Set<number> {
  if (node.kind === 'record' || node.kind === 'attribute') found.add(node.alias);
  for (const child of childrenOf(node)) aliasesOf(child, found);
  return found;
}
