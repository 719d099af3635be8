import { StateError } from '../errors.js';
import type { JobId } from '../job-id.js';
import type { JobGraph } from './job-graph.js';
import { JobIndex } from './job-index.js';
import { type JobNode, neededIds } from './job-node.js';
import { MISSING } from './need-table.js';

/** For fewer jobs an index doesn't pay, nor where they are a smaller part of all. */
const MANY = 1000;
const PART = 4;
/** So many that the processor can wait for all their memory at a time, so few that what is noted about them stays near. */
const AT_ONCE = 1000;

/**
 * Links many jobs at once, where there are many. A job whose requirement can't be understood is left to
 * {@link JobGraph.link}, where its turn comes to be told about.
 */
export function linkAll(numbers: readonly number[], graph: JobGraph): void {
  const { needs, ids } = graph;
  needs.prepare(ids.length);
  const unlinked = numbers.filter((number) => !needs.isLinked(number));
  if (unlinked.length < Math.max(MANY, ids.length / PART)) return;
  const index = new JobIndex(ids);
  for (let start = 0; start < unlinked.length; start += AT_ONCE) {
    linkSome(unlinked.slice(start, start + AT_ONCE), index, graph);
  }
}

function linkSome(numbers: readonly number[], index: JobIndex, graph: JobGraph): void {
  const nodes: JobNode[] = [];
  const ids: JobId[] = [];
  const ends: number[] = [];
  for (const number of numbers) {
    const node = graph.at(number);
    const needed = idsIfUnderstood(node);
    if (needed === undefined) continue;
    for (const id of needed) ids.push(id);
    nodes.push(node);
    ends.push(ids.length);
  }
  const found = index.findAll(ids);
  for (let at = 0; at < ids.length; at++) {
    if (found[at] === MISSING) found[at] = graph.find(ids[at] as JobId)?.number ?? MISSING;
  }
  let start = 0;
  for (let at = 0; at < nodes.length; at++) {
    const { number, job } = nodes[at] as JobNode;
    const end = ends[at] as number;
    graph.needs.link(number, job, found, start, end);
    start = end;
  }
}

function idsIfUnderstood({ job }: JobNode): readonly JobId[] | undefined {
  try {
    return neededIds(job);
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}
