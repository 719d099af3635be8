import type { Resource } from '../resource.js';
import type { Condition, RecordLists } from './condition.js';
import {
  alternativesOf,
  type Conjunct,
  holds,
  type Join,
  joinOf,
  type Lookup,
  lookupOf,
} from './conjuncts.js';
import { ResourceProgramError } from './errors.js';
import { weightOf } from './evaluate.js';
import { findRecords, indexRecords } from './record-index.js';
import { aliasesOf, type Node } from './syntax-tree.js';

/** How many nodes may be evaluated for one answer: about half a second. */
const MAX_WORK = 5_000_000;

/** What is left of {@link MAX_WORK}. */
interface Budget {
  left: number;
}

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
      const [constants, open] = partition(conjuncts, ({ aliases }) => aliases.length === 0);
      return constants.every((conjunct) => holds(conjunct, [])) ? [componentsOf(open)] : [];
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

/** Conjuncts that hang together by the aliases that they mention. */
class Component {
  readonly #aliases: readonly number[];
  readonly #lookups: ReadonlyMap<number, Lookup>;
  /** Conjuncts about one alias alone, by alias. */
  readonly #filters: ReadonlyMap<number, readonly Conjunct[]>;
  readonly #relations: readonly Conjunct[];
  readonly #joins: readonly Join[];

  constructor(conjuncts: readonly Conjunct[]) {
    const lookups = new Map<number, Lookup>();
    const filters = new Map<number, Conjunct[]>();
    const relations: Conjunct[] = [];
    for (const conjunct of conjuncts) {
      const [alias, another] = conjunct.aliases;
      const lookup = lookupOf(conjunct);
      if (alias === undefined || another !== undefined) relations.push(conjunct);
      else if (lookup !== undefined && !lookups.has(alias)) lookups.set(alias, lookup);
      else filters.set(alias, [...(filters.get(alias) ?? []), conjunct]);
    }
    this.#aliases = [...new Set(conjuncts.flatMap(({ aliases }) => aliases))];
    this.#lookups = lookups;
    this.#filters = filters;
    this.#relations = relations;
    this.#joins = distinctJoins(relations);
  }

  matches(lists: RecordLists, budget: Budget): boolean {
    const [only] = this.#aliases;
    if (this.#aliases.length === 1 && only !== undefined)
      return this.#hasCandidate(only, lists, budget);

    const candidates = new Map<number, readonly Resource[]>();
    for (const alias of this.#aliases) {
      const found = [...this.#candidates(alias, lists, budget)];
      if (found.length === 0) return false;
      candidates.set(alias, found);
    }
    return new Search(planSteps(this.#relations, this.#joins, candidates), budget).run();
  }

  #hasCandidate(alias: number, lists: RecordLists, budget: Budget): boolean {
    return this.#candidates(alias, lists, budget).next().done !== true;
  }

  /** The records that pass everything that is asked of this alias alone. */
  *#candidates(alias: number, lists: RecordLists, budget: Budget): Generator<Resource> {
    const records = lists[alias] ?? [];
    const lookup = this.#lookups.get(alias);
    const filters = this.#filters.get(alias) ?? [];
    const indexed = lookup && findRecords(records, lookup.attribute, lookup.values);
    const binding: Resource[] = [];
    for (const record of indexed ?? records) {
      if (!spend(budget, 1)) return;
      if (indexed === undefined && lookup && !passes(record, lookup)) continue;
      binding[alias] = record;
      if (
        filters.every((filter) => spend(budget, weightOf(filter.node)) && holds(filter, binding))
      ) {
        yield record;
      }
    }
  }
}

/** Tries combinations of records, alias after alias. */
class Search {
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
      (conjunct) => spend(this.#budget, weightOf(conjunct.node)) && holds(conjunct, this.#binding),
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
function planSteps(
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
function distinctJoins(relations: readonly Conjunct[]): readonly Join[] {
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

function componentsOf(conjuncts: readonly Conjunct[]): readonly Component[] {
  // The conjuncts that hang together with an alias, known so far; shared by all aliases of one component.
  const groups = new Map<number, Conjunct[]>();
  for (const conjunct of conjuncts) {
    const touched = new Set(conjunct.aliases.flatMap((alias) => [groups.get(alias) ?? []]));
    const [largest = [], ...others] = [...touched].sort((a, b) => b.length - a.length);
    largest.push(...others.flat(), conjunct);
    for (const { aliases } of [conjunct, ...others.flat()]) {
      for (const alias of aliases) groups.set(alias, largest);
    }
  }
  return [...new Set(groups.values())].map((group) => new Component(group));
}

function passes(record: Resource, { attribute, values }: Lookup): boolean {
  return values.includes(record.attribute(attribute));
}

function spend(budget: Budget, work: number): boolean {
  budget.left -= work;
  return budget.left >= 0;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const first: T[] = [];
  const second: T[] = [];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}
