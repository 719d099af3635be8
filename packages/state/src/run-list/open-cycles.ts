import { constraintGraph, type ExtraBefore, type JobVertex } from './constraint-graph.js';
import { DepthFirstWalk } from './depth-first-order.js';
import { type Effort, spend } from './effort.js';
import type { JobGraph } from './job-graph.js';
import { describeCycle, type OrderCycle } from './order-pass.js';
import type { PullRanks } from './pull-ranks.js';
import type { Round } from './round.js';

/**
 * The cycles of a round, each met after the first jobs of those before it are taken out.
 *
 * One walk meets them all, as long as taking a job out leaves the list of pulled jobs as it was but for that job: then a
 * new try would repeat the walk up to where it entered that job. So jobs that only `before` entangles cost what their
 * cycles are long, where a try for each would cost all of them each time. It ends after the first cycle for which that is
 * not so; and where there are groups after the first of all, since a group moves when its first member goes.
 */
export function openCycles(
  { pulled, cycle }: Pick<Round, 'pulled' | 'cycle'>,
  ranks: PullRanks,
  graph: JobGraph,
  extraBefore: ExtraBefore,
  effort: Effort,
): readonly OrderCycle[] {
  if (cycle === undefined) return [];
  if (pulled.some(({ job }) => Boolean(job.group))) return [cycle];
  const cycles: OrderCycle[] = [];
  const vertices = constraintGraph(pulled, graph, extraBefore);
  const walk = new DepthFirstWalk<JobVertex>(vertices, ({ targets }) => targets);
  for (let met = walk.goOn(); met !== undefined; met = walk.goOn()) {
    const described = describeCycle(met, false);
    cycles.push(described);
    if (!spend(effort, met.cycle.length) || !ranks.standsAlone(described.affected)) break;
    ranks.remove(described.affected);
    walk.openCycle();
  }
  return cycles;
}
