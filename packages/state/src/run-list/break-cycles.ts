import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { ExtraBefore } from './constraint-graph.js';
import { independentParts } from './independent-parts.js';
import type { OrderCycle } from './order-pass.js';
import { DependencyCycleError, type RunListProblem } from './problems.js';
import type { JobLookup } from './pulled-job.js';
import { type Round, tryRunList } from './round.js';

/** What is left when every cycle has lost its first job. */
export interface BrokenCycles {
  readonly affected: ReadonlySet<JobId>;
  readonly problems: readonly RunListProblem[];
}

/** A cycle and the problems that its breaking causes, with what decides when plainbox finds it. */
interface Breaking {
  readonly insideGroup: boolean;
  /** The place, among all desired jobs, of the one that pulls in the job from which the cycle was met. */
  readonly rank: number;
  readonly problems: readonly RunListProblem[];
}

/**
 * Removes the first job of each cycle through `before` or groups, until an order is found.
 *
 * Each breaking needs a new try, as the order of the rest may change. But parts of the jobs between which there is no
 * constraint are tried one by one, so that many small cycles don't cost a try of everything each. Among all parts
 * plainbox would find the cycle next that is met from the earliest desired job, those inside of groups last; within a
 * part these ranks never fall. Hence sorting by them gives plainbox's order.
 */
export function breakCycles(first: Round, find: JobLookup, extraBefore: ExtraBefore): BrokenCycles {
  const rankOf = new Map(first.desired.map(({ id }, rank) => [id, rank]));
  const affected = new Set<JobId>();
  const findLeft: JobLookup = (id) => (affected.has(id) ? undefined : find(id));
  const breakings: Breaking[] = [];
  for (const part of independentParts(first.desired, first.pulled, extraBefore)) {
    let round = tryRunList(part, findLeft, extraBefore);
    while (round.cycle !== undefined) {
      const { cycle } = round;
      const rank = rankOf.get(rootOf(cycle, round).id) ?? 0;
      const problem = new DependencyCycleError(cycle.members);
      affected.add(problem.affectedJobId);
      const left = round.desired.filter(({ id }) => id !== problem.affectedJobId);
      round = tryRunList(left, findLeft, extraBefore);
      breakings.push({
        insideGroup: cycle.insideGroup,
        rank,
        problems: [problem, ...round.problems],
      });
    }
  }
  breakings.sort((a, b) => Number(a.insideGroup) - Number(b.insideGroup) || a.rank - b.rank);
  return { affected, problems: breakings.flatMap(({ problems }) => problems) };
}

/** The desired job that pulls in the one from which the cycle was met: the first that doesn't stand before that one. */
function rootOf({ position }: OrderCycle, { pulled, desired }: Round): JobDefinition {
  const placeOf = new Map(pulled.map(({ job }, place) => [job.id, place]));
  const root = desired.find(({ id }) => (placeOf.get(id) ?? -1) >= position);
  if (root === undefined) throw new TypeError('a desired job stands behind each that it pulls in');
  return root;
}
