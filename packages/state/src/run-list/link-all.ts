import type { JobId } from '../job-id.js';
import { JobIndex } from './job-index.js';
import type { JobGraph, JobNode } from './job-node.js';

/** For fewer jobs an index doesn't pay. */
const MANY = 1000;
/** So many that the processor can wait for all their memory at a time, so few that what is noted about them stays near. */
const AT_ONCE = 1000;
const NONE: readonly JobId[] = [];

/**
 * Links many jobs at once, where there are many: most of what a job needs is among those that are asked for with it.
 * A job whose requirement can't be understood is left to {@link JobNode.link}, where its turn comes to be told about.
 */
export function linkAll(nodes: readonly JobNode[], graph: JobGraph): void {
  const unlinked = nodes.filter((node) => !node.isLinked(graph));
  if (unlinked.length < MANY) return;
  const index = new JobIndex(nodes);
  for (let start = 0; start < unlinked.length; start += AT_ONCE) {
    linkSome(unlinked.slice(start, start + AT_ONCE), index, graph);
  }
}

function linkSome(nodes: readonly JobNode[], index: JobIndex, graph: JobGraph): void {
  const ids: JobId[] = [];
  const ends = nodes.map((node) => {
    for (const id of idsToLookUp(node)) ids.push(id);
    return ids.length;
  });
  const found = index.findAll(ids);
  for (let at = 0; at < ids.length; at++) found[at] ??= graph.find(ids[at] as JobId);
  let start = 0;
  for (let at = 0; at < nodes.length; at++) {
    const end = ends[at] as number;
    if (end > start) (nodes[at] as JobNode).linkTo(found.slice(start, end), graph);
    start = end;
  }
}

function idsToLookUp(node: JobNode): readonly JobId[] {
  try {
    return node.neededIds();
  } catch {
    return NONE;
  }
}
