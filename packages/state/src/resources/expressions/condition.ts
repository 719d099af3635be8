import type { Resource } from '../resource.js';
import { evaluate } from './evaluate.js';
import { FAILED, isTruthy } from './operators.js';
import { RecordMatch } from './record-match.js';
import { aliasesOf, type Junction, type Node } from './syntax-tree.js';

/** The records of each alias, by its number. */
export type RecordLists = readonly (readonly Resource[])[];

/** A question about lists of records. */
export interface Condition {
  matches(lists: RecordLists): boolean;
}

/**
 * Compiles an expression to the question whether records can be found for which it is true.
 *
 * As in plainbox, how `and` and `or` are meant depends on whether the text has a parenthesis anywhere. Without one,
 * what stands on either side is matched on its own, possibly by different records; with one, a single choice of records
 * must make the whole true. Content relies on both. Unlike plainbox, which cuts the text itself, this never cuts inside
 * of a literal, and takes a side that names no resource for what it is worth.
 */
export function compileCondition(root: Node, source: string): Condition {
  return source.includes('(') ? matchOfOneChoice(root, source) : splitCondition(root, source);
}

function splitCondition(node: Node, source: string): Condition {
  if (node.kind !== 'junction') return matchOfOneChoice(node, source);
  const groups = groupOperands(node);
  if (groups.length === 1) return matchOfOneChoice(node, source);
  const parts = groups.map((group) =>
    group.length === 1
      ? splitCondition(group[0] as Node, source)
      : matchOfOneChoice({ ...node, operands: group }, source),
  );
  return new IndependentParts(node.operator, parts);
}

/** Operands stay together where the operator between them lacks a space on either side: so does plainbox. */
function groupOperands({ operands, spaced }: Junction): readonly (readonly Node[])[] {
  const groups: Node[][] = [];
  for (const [i, operand] of operands.entries()) {
    const group = groups.at(-1);
    if (group !== undefined && spaced[i - 1] === false) group.push(operand);
    else groups.push([operand]);
  }
  return groups;
}

function matchOfOneChoice(node: Node, source: string): Condition {
  if (aliasesOf(node).size > 0) return new RecordMatch(node, source);
  const value = evaluate(node, []);
  const isTrue = value !== FAILED && isTruthy(value);
  return { matches: () => isTrue };
}

class IndependentParts implements Condition {
  readonly #operator: 'and' | 'or';
  readonly #parts: readonly Condition[];

  constructor(operator: 'and' | 'or', parts: readonly Condition[]) {
    this.#operator = operator;
    this.#parts = parts;
  }

  matches(lists: RecordLists): boolean {
    const matches = (part: Condition): boolean => part.matches(lists);
    return this.#operator === 'and' ? this.#parts.every(matches) : this.#parts.some(matches);
  }
}
