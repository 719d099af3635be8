import {
  constraintGraph,
  type ExtraBefore,
  gatherGroups,
  type Vertex,
} from './constraint-graph.js';
import { depthFirstOrder } from './depth-first-order.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import { targetsInside, targetsOutside, withGroupsAsOne } from './order-pass.js';

/**
 * The pulled jobs whose constraints lead to a cycle, or to a group with a cycle inside. All others can be ordered,
 * whatever is removed to break the cycles.
 */
export function entangledJobs(
  pulled: readonly JobNode[],
  graph: JobGraph,
  extraBefore: ExtraBefore,
): ReadonlySet<JobNode> {
  const vertices = constraintGraph(pulled, graph, extraBefore);
  const groups = gatherGroups(vertices);
  const stuck = new Set<Vertex>(
    groups.filter(({ members }) => 'cycle' in depthFirstOrder(members, targetsInside)),
  );
  const free = freeVertices(withGroupsAsOne(vertices), stuck);
  const entangled = vertices.filter((vertex) => !free.has(vertex.group ?? vertex));
  return new Set(entangled.map(({ node }) => node));
}

/** Takes away what has no target left, again and again: what stays leads to a cycle, or to what is stuck. */
function freeVertices(
  vertices: readonly Vertex[],
  stuck: ReadonlySet<Vertex>,
): ReadonlySet<Vertex> {
  const targetsLeft = new Map<Vertex, number>();
  const waiters = new Map<Vertex, Vertex[]>(vertices.map((vertex) => [vertex, []]));
  for (const vertex of vertices) {
    const targets = targetsOutside(vertex);
    targetsLeft.set(vertex, targets.length);
    for (const target of targets) waiters.get(target)?.push(vertex);
  }
  const free = new Set(
    vertices.filter((vertex) => targetsLeft.get(vertex) === 0 && !stuck.has(vertex)),
  );
  // The set is walked along while it grows.
  for (const vertex of free) {
    for (const waiter of waiters.get(vertex) ?? []) {
      const left = (targetsLeft.get(waiter) as number) - 1;
      targetsLeft.set(waiter, left);
      if (left === 0 && !stuck.has(waiter)) free.add(waiter);
    }
  }
  return free;
}
