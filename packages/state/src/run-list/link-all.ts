import type { JobId } from '../job-id.js';
import { readable } from '../units/readable.js';
import type { JobGraph } from './job-graph.js';
import { type JobNode, neededIds } from './job-node.js';

/** So many that the processor can wait for all their memory at a time, so few that what is noted about them stays near. */
const AT_ONCE = 1000;

/**
 * Links jobs that aren't yet, many at once. One that can't be read is left to {@link JobGraph.link},
 * where its turn comes to be told about.
 */
export function linkAll(numbers: readonly number[], graph: JobGraph): void {
  const { needs, jobs } = graph;
  needs.prepare(jobs.limit);
  const unlinked = numbers.filter((number) => !needs.isLinked(number));
  for (let start = 0; start < unlinked.length; start += AT_ONCE) {
    linkSome(unlinked.slice(start, start + AT_ONCE), graph);
  }
}

function linkSome(numbers: readonly number[], { needs, jobs }: JobGraph): void {
  const nodes: JobNode[] = [];
  const ids: JobId[] = [];
  const ends: number[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const node = jobs.at(numbers[at] as number);
    const needed = readable(() => neededIds(node.job));
    if (needed === undefined) continue;
    for (let each = 0; each < needed.length; each++) ids.push(needed[each] as JobId);
    nodes.push(node);
    ends.push(ids.length);
  }
  const found = jobs.findAll(ids);
  let start = 0;
  for (let at = 0; at < nodes.length; at++) {
    const { number, job } = nodes[at] as JobNode;
    const end = ends[at] as number;
    needs.link(number, job, found, start, end);
    start = end;
  }
}
