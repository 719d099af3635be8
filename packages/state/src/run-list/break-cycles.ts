import type { ExtraBefore } from './constraint-graph.js';
import { type Effort, spend } from './effort.js';
import { independentParts } from './independent-parts.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import { openCycles } from './open-cycles.js';
import { DependencyCycleError, type RunListProblem } from './problems.js';
import { PullRanks } from './pull-ranks.js';
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
 * Where a breaking changes more than that, it needs a new try, as the order of the rest may change. But parts of the jobs
 * that cannot change each other are tried one by one, so that many small cycles don't cost a try of everything each; and
 * what falls apart by a breaking is parted again. Among all parts plainbox would find the cycle next that is met from the
 * earliest desired job, those inside of groups last; within a part these ranks never fall. Hence sorting by them gives
 * plainbox's order.
 */
export function breakCycles(
  first: Round,
  graph: JobGraph,
  extraBefore: ExtraBefore,
  effort: Effort,
): BrokenCycles {
  const rankOf = new Map(first.desired.map((node, rank) => [node, rank]));
  const affected = new Set<JobNode>();
  const breakings: Breaking[] = [];
  const open = [first];
  for (let round = open.pop(); round !== undefined; round = open.pop()) {
    const { desired } = round;
    for (const part of independentParts(round, graph, extraBefore)) {
      const tried = part.length === desired.length ? round : tryRunList(part, graph, extraBefore);
      if (tried.cycle === undefined) continue;
      const ranks = new PullRanks(tried, graph);
      const cycles = openCycles(tried, ranks, graph, extraBefore, effort);
      const opened = new Set(cycles.map((cycle) => cycle.affected));
      for (const node of opened) affected.add(node);
      const left = part.filter((node) => !opened.has(node));
      const next = tryRunList(left, graph, extraBefore, opened);
      for (const [at, { insideGroup, position, members }] of cycles.entries()) {
        const rank = rankOf.get(ranks.rootAt(position)) ?? 0;
        // Only the last one takes other jobs along.
        const others = at === cycles.length - 1 ? next.problems : [];
        const problems = [new DependencyCycleError(members), ...others];
        breakings.push({ insideGroup, rank, problems });
      }
      if (next.cycle !== undefined && spend(effort, next.pulled.length)) open.push(next);
    }
  }
  breakings.sort((a, b) => Number(a.insideGroup) - Number(b.insideGroup) || a.rank - b.rank);
  return { affected, problems: breakings.flatMap(({ problems }) => problems) };
}
