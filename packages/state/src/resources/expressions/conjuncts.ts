import { evaluate, isReadable, weightOf } from './evaluate.js';
import { FAILED, isTruthy } from './operators.js';
import { aliasesOf, type Comparison, type Node } from './syntax-tree.js';

/** A part of an expression that must, by itself, come out true (or false) for the records that are chosen. */
export interface Conjunct {
  readonly node: Node;
  readonly wanted: boolean;
  readonly aliases: readonly number[];
  /** How much work it is to find out. */
  readonly weight: number;
}

/** An attribute that must be one of a few texts: answered by an index. */
export interface Lookup {
  readonly attribute: string;
  readonly values: readonly string[];
}

/** Attributes of two aliases that must be equal. */
export interface Join {
  readonly left: { readonly alias: number; readonly attribute: string };
  readonly right: { readonly alias: number; readonly attribute: string };
}

/** With more alternatives than this, an `or` is tried as a whole: each one repeats all before it. */
const MAX_ALTERNATIVES = 16;

/**
 * Alternatives, each of them conjuncts in any order, that together mean the same as that node being true.
 *
 * Conjuncts may change places because all of them have to hold: one that fails where an earlier one would have been false
 * makes no difference. Of an `or`, each operand is an alternative, in which those before it have to be false.
 */
export function alternativesOf(node: Node): readonly (readonly Conjunct[])[] {
  const operands = node.kind === 'junction' && node.operator === 'or' ? node.operands : [node];
  if (operands.length > MAX_ALTERNATIVES) return [[conjunct(node, true)]];
  return operands.map((operand, i) => [
    ...operands.slice(0, i).flatMap((earlier) => conjunctsOf(earlier, false)),
    ...conjunctsOf(operand, true),
  ]);
}

function conjunctsOf(node: Node, wanted: boolean): Conjunct[] {
  if (node.kind === 'junction' && (node.operator === 'and') === wanted) {
    return node.operands.flatMap((operand) => conjunctsOf(operand, wanted));
  }
  if (node.kind === 'comparison' && wanted && node.rest.length > 1) {
    return linksOf(node).map((link) => conjunct(link, wanted));
  }
  return [conjunct(node, wanted)];
}

/** A chain holds if each of its links does. */
function linksOf({ first, rest }: Comparison): Comparison[] {
  let left = first;
  return rest.map((link) => {
    const comparison: Comparison = { kind: 'comparison', first: left, rest: [link] };
    left = link.operand;
    return comparison;
  });
}

function conjunct(node: Node, wanted: boolean): Conjunct {
  return { node, wanted, aliases: [...aliasesOf(node)], weight: weightOf(node) };
}

/** Whether the conjunct holds for these records. */
export function holds(
  { node, wanted }: Conjunct,
  binding: Parameters<typeof evaluate>[1],
): boolean {
  const value = evaluate(node, binding);
  return value !== FAILED && isTruthy(value) === wanted;
}

/** The look-up that a conjunct amounts to, if it is `a.x == 'text'` or `a.x in ['text', …]`. */
export function lookupOf({ node, wanted }: Conjunct): Lookup | undefined {
  const sides = wanted ? simpleComparison(node) : undefined;
  if (sides === undefined) return undefined;
  const { operator, left, right } = sides;
  if (operator === 'in') {
    const items = right.kind === 'sequence' ? right.items.map(textOf) : [];
    const values = items.filter((item) => item !== undefined);
    if (right.kind !== 'sequence' || values.length < items.length) return undefined;
    return attributeLookup(left, [...new Set(values)]);
  }
  if (operator !== '==') return undefined;
  const [attribute, constant] = left.kind === 'attribute' ? [left, right] : [right, left];
  const value = textOf(constant);
  return value === undefined ? undefined : attributeLookup(attribute, [value]);
}

/** The join that a conjunct amounts to, if it is `a.x == b.y`. */
export function joinOf({ node, wanted }: Conjunct): Join | undefined {
  const sides = wanted ? simpleComparison(node) : undefined;
  if (sides?.operator !== '==') return undefined;
  const { left, right } = sides;
  if (left.kind !== 'attribute' || right.kind !== 'attribute') return undefined;
  if (left.alias === right.alias || !isReadable(left.name) || !isReadable(right.name))
    return undefined;
  return {
    left: { alias: left.alias, attribute: left.name },
    right: { alias: right.alias, attribute: right.name },
  };
}

function simpleComparison(node: Node): { operator: string; left: Node; right: Node } | undefined {
  if (node.kind !== 'comparison') return undefined;
  const [link] = node.rest;
  if (link === undefined || node.rest.length > 1) return undefined;
  return { operator: link.operator, left: node.first, right: link.operand };
}

function attributeLookup(node: Node, values: readonly string[]): Lookup | undefined {
  if (node.kind !== 'attribute' || !isReadable(node.name)) return undefined;
  return { attribute: node.name, values };
}

function textOf(node: Node): string | undefined {
  return node.kind === 'constant' && typeof node.value === 'string' ? node.value : undefined;
}
