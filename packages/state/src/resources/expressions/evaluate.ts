import type { Resource } from '../resource.js';
import { callFunction } from './functions.js';
import { compare, FAILED, isTruthy } from './operators.js';
import { type Comparison, childrenOf, type Junction, type Node } from './syntax-tree.js';
import { Sequence, type Value } from './values.js';

/** The records that the aliases stand for, by the number of the alias. */
export type Binding = readonly (Resource | undefined)[];

/** What an expression is worth with these records; `FAILED` where Python would raise an exception. */
export function evaluate(node: Node, binding: Binding): Value | typeof FAILED {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'record':
      return binding[node.alias] ?? FAILED;
    case 'attribute':
      if (!isReadable(node.name)) return FAILED;
      return binding[node.alias]?.attribute(node.name) ?? FAILED;
    case 'sequence': {
      const items = evaluateAll(node.items, binding);
      return items === FAILED ? FAILED : new Sequence(node.form, items);
    }
    case 'call': {
      const args = evaluateAll(node.args, binding);
      return args === FAILED ? FAILED : callFunction(node.callee, args);
    }
    case 'comparison':
      return evaluateComparison(node, binding);
    case 'junction':
      return evaluateJunction(node, binding);
  }
}

/** Python keeps names of its own on every record; they are no values, and none of anybody's business. */
export function isReadable(attribute: string): boolean {
  return attribute !== '_data' && !/^__.*__$/.test(attribute);
}

/** How much work evaluating the node is, at most. */
export function weightOf(node: Node): number {
  return childrenOf(node).reduce((weight, child) => weight + weightOf(child), 1);
}

function evaluateAll(nodes: readonly Node[], binding: Binding): Value[] | typeof FAILED {
  const values: Value[] = [];
  for (const node of nodes) {
    const value = evaluate(node, binding);
    if (value === FAILED) return FAILED;
    values.push(value);
  }
  return values;
}

function evaluateComparison(
  { first, rest }: Comparison,
  binding: Binding,
): boolean | typeof FAILED {
  let left = evaluate(first, binding);
  for (const { operator, operand } of rest) {
    if (left === FAILED) return FAILED;
    const right = evaluate(operand, binding);
    if (right === FAILED) return FAILED;
    const holds = compare(operator, left, right);
    if (holds !== true) return holds;
    left = right;
  }
  return true;
}

function evaluateJunction(
  { operator, operands }: Junction,
  binding: Binding,
): Value | typeof FAILED {
  let value: Value | typeof FAILED = FAILED;
  for (const operand of operands) {
    value = evaluate(operand, binding);
    if (value === FAILED || isTruthy(value) === (operator === 'or')) return value;
  }
  return value;
}
