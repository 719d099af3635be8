import type { ExtraBefore } from './constraint-graph.js';
import { independentParts } from './independent-parts.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import type { OrderCycle } from './order-pass.js';
import { DependencyCycleError, type RunListProblem } from './problems.js';
import { type Round, tryRunList } from './round.js';

/** What is left when every cycle has lost its first job. */
export interface BrokenCycles {
  readonly affected: ReadonlySet<JobNode>;
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
 * Each breaking needs a new try, as the order of the rest may change. But parts of the jobs that cannot change each other
 * are tried one by one, so that many small cycles don't cost a try of everything each; and what falls apart by a breaking
 * is parted again. Among all parts plainbox would find the cycle next that is met from the earliest desired job, those
 * inside of groups last; within a part these ranks never fall. Hence sorting by them gives plainbox's order.
 */
export function breakCycles(first: Round, graph: JobGraph, extraBefore: ExtraBefore): BrokenCycles {
  const rankOf = new Map(first.desired.map((node, rank) => [node, rank]));
  const affected = new Set<JobNode>();
  const breakings: Breaking[] = [];
  const open = [first];
  for (let round = open.pop(); round !== undefined; round = open.pop()) {
    const { desired } = round;
    for (const part of independentParts(round, graph, extraBefore)) {
      const tried = part.length === desired.length ? round : tryRunList(part, graph, extraBefore);
      const { cycle } = tried;
      if (cycle === undefined) continue;
      const left = part.filter((node) => node !== cycle.affected);
      const next = tryRunList(left, graph, extraBefore, new Set([cycle.affected]));
      affected.add(cycle.affected);
      breakings.push({
        insideGroup: cycle.insideGroup,
        rank: rankOf.get(rootOf(cycle, tried)) ?? 0,
        problems: [new DependencyCycleError(cycle.members), ...next.problems],
      });
      if (next.cycle !== undefined) open.push(next);
    }
  }
  breakings.sort((a, b) => Number(a.insideGroup) - Number(b.insideGroup) || a.rank - b.rank);
  return { affected, problems: breakings.flatMap(({ problems }) => problems) };
}

/** The desired job that pulls in the one from which the cycle was met: the first that doesn't stand before that one. */
function rootOf({ position }: OrderCycle, { pulled, desired }: Round): JobNode {
  const placeOf = new Map(pulled.map((node, place) => [node, place]));
  const root = desired.find((node) => (placeOf.get(node) ?? -1) >= position);
  if (root === undefined) throw new TypeError('a desired job stands behind each that it pulls in');
  return root;
}
