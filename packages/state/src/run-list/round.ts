import type { ExtraBefore } from './constraint-graph.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import { type OrderCycle, orderPass } from './order-pass.js';
import type { RunListProblem } from './problems.js';
import { PullPass, type Wanted } from './pull-pass.js';

/** One try at a run list: all problems of the pull pass, then an order or the first cycle against it. */
export interface Round {
  readonly problems: readonly RunListProblem[];
  /** The desired jobs without a problem so far, each once. */
  readonly desired: readonly JobNode[];
  readonly pulled: readonly JobNode[];
  readonly order: readonly JobNode[] | undefined;
  readonly cycle: OrderCycle | undefined;
}

const NONE: ReadonlySet<JobNode> = new Set();

/** Tries to make a run list of the wanted jobs, without those that are removed. */
export function tryRunList(
  wanted: readonly Wanted[],
  graph: JobGraph,
  extraBefore: ExtraBefore,
  removed: ReadonlySet<JobNode> = NONE,
): Round {
  const { problems, desired, pulled } = new PullPass(graph, removed).check(wanted);
  const { order, cycle } = orderPass(pulled, graph, extraBefore);
  return { problems, desired, pulled, order, cycle };
}
