import { breakCycles } from './break-cycles.js';
import type { ExtraBefore } from './constraint-graph.js';
import type { Effort } from './effort.js';
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
 * Time is linear in jobs and dependencies, whatever the problems among `depends`, `requires` and `after`, and linear in the
 * problems with all that they name where cycles through `before` are among jobs that nothing else needs. Where the first
 * job of such a cycle is needed by others, pulls others in or is in a group, each problem costs another try of the jobs
 * that hang together with it by what leads to cycles, since without that job plainbox may come to the rest in another order.
 *
 * @param effort what may be spent on finding further cycles among jobs that have one; without bounds if left out. When it is
 *   spent, problems are missing and the run list may be empty.
 */
export function solveRunList(
  wanted: readonly Wanted[],
  graph: JobGraph,
  extraBefore: ExtraBefore,
  effort: Effort = { left: Number.POSITIVE_INFINITY },
): RunListSolution {
  const first = tryRunList(wanted, graph, extraBefore);
  if (first.order !== undefined) {
    return { runList: first.order, desired: first.desired, problems: first.problems };
  }
  const { affected, problems } = breakCycles(first, graph, extraBefore, effort);
  // Those that need an affected job are reported already, and drop out here.
  const left = first.desired.filter((node) => !affected.has(node));
  const last = tryRunList(left, graph, extraBefore, affected);
  return {
    runList: last.order ?? [],
    desired: last.desired,
    problems: [...first.problems, ...problems],
  };
}
