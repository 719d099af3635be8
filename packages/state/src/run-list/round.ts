import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { ExtraBefore } from './constraint-graph.js';
import { type OrderCycle, orderPass } from './order-pass.js';
import type { RunListProblem } from './problems.js';
import { PullPass } from './pull-pass.js';
import type { JobLookup, PulledJob } from './pulled-job.js';

/** One try at a run list: all problems of the pull pass, then an order or the first cycle against it. */
export interface Round {
  readonly problems: readonly RunListProblem[];
  /** The desired jobs without a problem so far. */
  readonly desired: readonly JobDefinition[];
  readonly pulled: readonly PulledJob[];
  readonly order: readonly JobDefinition[] | undefined;
  readonly cycle: OrderCycle | undefined;
}

/** Tries to make a run list of the desired jobs, each given once, as a definition or as an unknown id. */
export function tryRunList(
  wanted: readonly (JobDefinition | JobId)[],
  find: JobLookup,
  extraBefore: ExtraBefore,
): Round {
  const pull = new PullPass(find);
  const problems = pull.check(wanted);
  const desired = wanted
    .filter((job) => typeof job !== 'string')
    .filter(({ id }) => pull.isGood(id));
  const pulled = pull.solution(desired);
  const { order, cycle } = orderPass(pulled, extraBefore);
  return { problems, desired, pulled, order, cycle };
}
