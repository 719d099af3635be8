import type { Unit } from '../units/unit.js';
import { templateIdOf } from './id-pattern.js';
import { type Qualifier, VOTE } from './qualifier.js';

/**
 * The units that the qualifiers choose: in the order of the qualifiers, and for each in the order of the units, each
 * unit once. What any of them excludes is left out.
 */
export function selectUnits<Chosen extends Unit>(
  units: Iterable<Chosen>,
  qualifiers: Iterable<Qualifier>,
): Chosen[] {
  const all = [...units];
  const byId = indexById(all);
  const included = new Set<Chosen>();
  const excluded = new Set<Chosen>();
  for (const qualifier of [...qualifiers].flatMap((each) => each.flatten())) {
    const candidates = qualifier.onlyId === undefined ? all : byId.get(qualifier.onlyId);
    for (const unit of candidates ?? []) {
      const vote = qualifier.vote(unit);
      if (vote === VOTE.include) included.add(unit);
      if (vote === VOTE.exclude) excluded.add(unit);
    }
  }
  return [...included].filter((unit) => !excluded.has(unit));
}

/** Units by their ids and by those of the templates that made them: plans mostly name ids, and many of them. */
function indexById<Chosen extends Unit>(units: readonly Chosen[]): ReadonlyMap<string, Chosen[]> {
  const index = new Map<string, Chosen[]>();
  for (const unit of units) {
    for (const id of new Set([unit.id, templateIdOf(unit)])) {
      if (id === undefined) continue;
      const others = index.get(id);
      if (others) others.push(unit);
      else index.set(id, [unit]);
    }
  }
  return index;
}
