import type { Budget } from './budget.js';
import { type Component, componentsOf } from './component.js';
import type { Condition, RecordLists } from './condition.js';
import { alternativesOf, holds } from './conjuncts.js';
import { ResourceProgramError } from './errors.js';
import { aliasesOf, type Node } from './syntax-tree.js';

/** How many nodes may be evaluated for one answer: about half a second. */
const MAX_WORK = 5_000_000;

/**
 * Whether one record can be chosen for each alias so that an expression is true.
 *
 * The naive way is to try all combinations. Here each alternative of a top-level `or` is cut into conjuncts, and those
 * into components without an alias in common, which are answered apart; within a component, conjuncts are applied as
 * soon as their aliases are bound, and equalities by index.
 */
export class RecordMatch implements Condition {
  readonly #source: string;
  readonly #aliases: readonly number[];
  readonly #alternatives: readonly (readonly Component[])[];

  constructor(node: Node, source: string) {
    this.#source = source;
    this.#aliases = [...aliasesOf(node)];
    this.#alternatives = alternativesOf(node).flatMap((conjuncts) => {
      const constants = conjuncts.filter(({ aliases }) => aliases.length === 0);
      if (!constants.every((conjunct) => holds(conjunct, []))) return [];
      return [componentsOf(conjuncts.filter(({ aliases }) => aliases.length > 0))];
    });
  }

  matches(lists: RecordLists): boolean {
    // A list without records leaves nothing to choose, even for an alias that an alternative doesn't mention.
    if (this.#aliases.some((alias) => lists[alias]?.length === 0)) return false;
    const budget: Budget = { left: MAX_WORK };
    const isTrue = this.#alternatives.some((components) =>
      components.every((component) => component.matches(lists, budget)),
    );
    // Whatever a search that ran dry said, it may have missed something.
    if (budget.left >= 0) return isTrue;
    throw new ResourceProgramError(
      'too-costly',
      this.#source,
      'it takes too long to find out, as too many combinations of records have to be tried; ' +
        'compare attributes of different resources by == where possible',
    );
  }
}
