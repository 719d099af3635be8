import { breakCycles } from './break-cycles.js';
import type { ExtraBefore } from './constraint-graph.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import type { RunListProblem } from './problems.js';
import type { Wanted } from './pull-pass.js';
import { tryRunList } from './round.js';

/** A run list, and why what is missing in it is not there. */
export interface RunListSolution {
  /** Every desired job that can run, with all that it needs, in the order to run them. */
  readonly runList: readonly JobNode[];
  /** The wanted jobs that have no problem, each once. */
  readonly desired: readonly JobNode[];
  /** In the order in which plainbox, which starts anew after each, would find them. */
  readonly problems: readonly RunListProblem[];
}

/**
 * Makes the run list of the wanted jobs.
 *
 * Time is linear in jobs and dependencies, whatever the problems among `depends`, `requires` and `after`. Only cycles
 * through `before` or groups cost more tries each, of the jobs that hang together with them by what leads to cycles.
 */
export function solveRunList(
  wanted: readonly Wanted[],
  graph: JobGraph,
  extraBefore: ExtraBefore,
): RunListSolution {
  const first = tryRunList(wanted, graph, extraBefore);
  if (first.order !== undefined) {
    return { runList: first.order, desired: first.desired, problems: first.problems };
  }
  const { affected, problems } = breakCycles(first, graph, extraBefore);
  // Those that need an affected job are reported already, and drop out here.
  const left = first.desired.filter((node) => !affected.has(node));
  const last = tryRunList(left, graph, extraBefore, affected);
  return {
    runList: last.order ?? [],
    desired: last.desired,
    problems: [...first.problems, ...problems],
  };
}
