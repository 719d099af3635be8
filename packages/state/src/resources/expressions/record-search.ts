import type { Resource } from '../resource.js';
import { type Budget, spend } from './budget.js';
import { type Conjunct, holds, type Join, joinOf } from './conjuncts.js';
import { indexRecords } from './record-index.js';

/** Tries combinations of records, alias after alias. */
export class RecordSearch {
  readonly #steps: readonly Step[];
  readonly #budget: Budget;
  readonly #binding: Resource[] = [];

  constructor(steps: readonly Step[], budget: Budget) {
    this.#steps = steps;
    this.#budget = budget;
  }

  run(depth = 0): boolean {
    const step = this.#steps[depth];
    if (step === undefined) return true;
    for (const record of this.#choices(step)) {
      if (!spend(this.#budget, 1)) return false;
      this.#binding[step.alias] = record;
      if (this.#isConsistent(step) && this.run(depth + 1)) return true;
    }
    return false;
  }

  #choices({ records, join }: Step): readonly Resource[] {
    if (join === undefined) return records;
    const value = this.#binding[join.boundAlias]?.attribute(join.boundAttribute) ?? '';
    return join.index.get(value) ?? [];
  }

  #isConsistent({ conjuncts }: Step): boolean {
    return conjuncts.every(
      (conjunct) => spend(this.#budget, conjunct.weight) && holds(conjunct, this.#binding),
    );
  }
}

/** Chooses a record for one more alias. */
interface Step {
  readonly alias: number;
  readonly records: readonly Resource[];
  /** An equality with an alias bound before, by which the records are found. */
  readonly join: BoundJoin | undefined;
  /** What can be decided once the alias is bound. */
  readonly conjuncts: readonly Conjunct[];
}

interface BoundJoin {
  readonly boundAlias: number;
  readonly boundAttribute: string;
  readonly index: ReadonlyMap<string, readonly Resource[]>;
}

/** The alias with the fewest records goes first; then, where there are some, those that an equality leads to. */
export function planSteps(
  relations: readonly Conjunct[],
  joins: readonly Join[],
  candidates: ReadonlyMap<number, readonly Resource[]>,
): readonly Step[] {
  const bound = new Set<number>();
  const pending = [...candidates].sort(([, a], [, b]) => a.length - b.length);
  const steps: Step[] = [];
  while (pending.length > 0) {
    const joined = pending.findIndex(([alias]) =>
      joins.some((join) => leadsTo(join, alias, bound)),
    );
    const [[alias, records] = [0, []]] = pending.splice(Math.max(joined, 0), 1);
    const join = joins.find((candidate) => leadsTo(candidate, alias, bound));
    bound.add(alias);
    steps.push({
      alias,
      records,
      join: join && bindJoin(join, alias, records),
      conjuncts: relations.filter(
        ({ aliases }) => aliases.includes(alias) && aliases.every((other) => bound.has(other)),
      ),
    });
  }
  return steps;
}

/** One join for each pair of aliases: a second one would lead to the same records. */
export function distinctJoins(relations: readonly Conjunct[]): readonly Join[] {
  const joins = new Map<string, Join>();
  for (const relation of relations) {
    const join = joinOf(relation);
    if (join === undefined) continue;
    const pair = [join.left.alias, join.right.alias].sort((a, b) => a - b).join();
    if (!joins.has(pair)) joins.set(pair, join);
  }
  return [...joins.values()];
}

function leadsTo({ left, right }: Join, alias: number, bound: ReadonlySet<number>): boolean {
  return (
    (left.alias === alias && bound.has(right.alias)) ||
    (right.alias === alias && bound.has(left.alias))
  );
}

function bindJoin({ left, right }: Join, alias: number, records: readonly Resource[]): BoundJoin {
  const [own, other] = left.alias === alias ? [left, right] : [right, left];
  return {
    boundAlias: other.alias,
    boundAttribute: other.attribute,
    index: indexRecords(records, own.attribute),
  };
}
