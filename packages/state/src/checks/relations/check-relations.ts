import type { Unit } from '../../units/unit.js';
import { checkCycles } from './check-cycles.js';
import { checkDuplicates } from './check-duplicates.js';
import { checkReferences } from './check-references.js';
import type { RelationIssue } from './relation-issue.js';
import { UnitsInView } from './units-in-view.js';

/** What is wrong between units. */
export interface Relations {
  /** What is wrong between the units. */
  readonly issues: readonly RelationIssue[];
  /** Ids that units name of namespaces whose units are not here: nobody can say whether they exist. */
  readonly foreign: ReadonlySet<string>;
}

/**
 * What is wrong between units that belong together: ids given twice, jobs that are named and not there, resources that
 * are none, jobs that wait for each other. What is wrong with one unit by itself is for {@link checkUnit}.
 *
 * Jobs that templates are going to make count as there, as far as their ids can be told, and so do siblings.
 */
export function checkRelations(units: Iterable<Unit>): Relations {
  const view = new UnitsInView(units);
  const { issues, foreign } = checkReferences(view);
  return { issues: [...checkDuplicates(view), ...issues, ...checkCycles(view)], foreign };
}
