import type { JobId } from '../job-id.js';
import { readable } from '../units/readable.js';
import type { JobGraph } from './job-graph.js';
import { neededIds } from './job-node.js';

/** So many that the processor can wait for all their memory at a time, so few that what is noted about them stays near. */
const AT_ONCE = 1000;

/**
 * Links jobs that aren't yet, many at once. One that can't be read is left to {@link JobGraph.link},
 * where its turn comes to be told about.
 */
export function linkAll(numbers: readonly number[], graph: JobGraph): void {
  graph.needs.prepare(graph.jobs.limit);
  for (let start = 0; start < numbers.length; start += AT_ONCE) {
    linkSome(numbers.slice(start, start + AT_ONCE), graph);
  }
}

function linkSome(numbers: readonly number[], { needs, jobs }: JobGraph): void {
  /** By the place of the job; nothing for one that is linked already or can't be read. */
  const needed = new Array<readonly JobId[] | undefined>(numbers.length);
  let count = 0;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as number;
    if (needs.isLinked(number)) continue;
    const ids = readable(neededIds, jobs.at(number).job);
    needed[at] = ids;
    count += ids?.length ?? 0;
  }
  const found = jobs.findAll(joined(needed, count));
  let start = 0;
  for (let at = 0; at < numbers.length; at++) {
    const ids = needed[at];
    if (ids === undefined) continue;
    const number = numbers[at] as number;
    const end = start + ids.length;
    needs.link(number, jobs.at(number).job, found, start, end);
    start = end;
  }
}

function joined(lists: readonly (readonly JobId[] | undefined)[], count: number): readonly JobId[] {
  // Of its length from the start: a list that grows leaves behind twice what it holds.
  const ids = new Array<JobId>(count);
  let free = 0;
  for (let at = 0; at < lists.length; at++) {
    const list = lists[at];
    if (list === undefined) continue;
    for (let each = 0; each < list.length; each++) ids[free++] = list[each] as JobId;
  }
  return ids;
}
