import type { Resource } from '../resource.js';
import { type Budget, spend } from './budget.js';
import type { RecordLists } from './condition.js';
import { type Conjunct, holds, type Join, type Lookup, lookupOf } from './conjuncts.js';
import { findRecords } from './record-index.js';
import { distinctJoins, planSteps, RecordSearch } from './record-search.js';

/** Conjuncts that hang together by the aliases that they mention. */
export class Component {
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
    if (this.#aliases.length === 1 && only !== undefined) {
      return this.#candidates(only, lists, budget).next().done !== true;
    }

    const candidates = new Map<number, readonly Resource[]>();
    for (const alias of this.#aliases) {
      const found = [...this.#candidates(alias, lists, budget)];
      if (found.length === 0) return false;
      candidates.set(alias, found);
    }
    return new RecordSearch(planSteps(this.#relations, this.#joins, candidates), budget).run();
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
      if (filters.every((filter) => spend(budget, filter.weight) && holds(filter, binding))) {
        yield record;
      }
    }
  }
}

/** Cuts conjuncts into components. */
export function componentsOf(conjuncts: readonly Conjunct[]): readonly Component[] {
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
