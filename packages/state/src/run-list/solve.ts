import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import { breakCycles } from './break-cycles.js';
import type { ExtraBefore } from './constraint-graph.js';
import type { RunListProblem } from './problems.js';
import type { JobLookup } from './pulled-job.js';
import { tryRunList } from './round.js';

/** A run list, and why what is missing in it is not there. */
export interface RunListSolution {
  /** Every desired job that can run, with all that it needs, in the order to run them. */
  readonly runList: readonly JobDefinition[];
  /** The desired jobs that have no problem. */
  readonly desired: readonly JobDefinition[];
  /** In the order in which plainbox, which starts anew after each, would find them. */
  readonly problems: readonly RunListProblem[];
}

const NOTHING_BEFORE: ExtraBefore = () => [];

/**
 * Makes the run list of the desired jobs, each given once, as a definition or as the id of an unknown job.
 *
 * Time is linear in jobs and dependencies, whatever the problems among `depends`, `requires` and `after`. Only cycles
 * through `before` or groups cost another try each, of the part of the jobs that hangs together with them.
 */
export function solveRunList(
  wanted: readonly (JobDefinition | JobId)[],
  find: JobLookup,
  extraBefore: ExtraBefore = NOTHING_BEFORE,
): RunListSolution {
  const first = tryRunList(wanted, find, extraBefore);
  if (first.order !== undefined) {
    return { runList: first.order, desired: first.desired, problems: first.problems };
  }
  const { affected, problems } = breakCycles(first, find, extraBefore);
  const findLeft: JobLookup = (id) => (affected.has(id) ? undefined : find(id));
  const left = first.desired.filter(({ id }) => !affected.has(id));
  // Those that need an affected job are reported already, and drop out here.
  const last = tryRunList(left, findLeft, extraBefore);
  return {
    runList: last.order ?? [],
    desired: last.desired,
    problems: [...first.problems, ...problems],
  };
}
