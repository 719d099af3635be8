import type { JobDefinition } from '../units/job-definition.js';
import {
  constraintGraph,
  type ExtraBefore,
  type GroupVertex,
  gatherGroups,
  isConstrained,
  JobVertex,
  type Vertex,
} from './constraint-graph.js';
import { depthFirstOrder, type MetCycle } from './depth-first-order.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import type { JobGroup } from './problems.js';

/** What comes of ordering: all jobs, or the first cycle that was met. */
export type OrderResult =
  | { readonly order: readonly JobNode[]; readonly cycle?: undefined }
  | { readonly order?: undefined; readonly cycle: OrderCycle };

/** A cycle that shows only once `before` and groups count. */
export interface OrderCycle {
  /** Each waits for the next, and the first is also the last. */
  readonly members: readonly (JobDefinition | JobGroup)[];
  /** The first of them, or the first member of the first group. */
  readonly affected: JobNode;
  /** Where in the list of pulled jobs the walk stood that met it: for one inside of a group the place of the group. */
  readonly position: number;
  /** Whether it is among the members of one group; these are ordered after everything else. */
  readonly insideGroup: boolean;
}

/** Orders the pulled jobs by all constraints: what they need, `before`, and the members of a `group` together. */
export function orderPass(
  pulled: readonly JobNode[],
  graph: JobGraph,
  extraBefore: ExtraBefore,
): OrderResult {
  if (!isConstrained(pulled, extraBefore)) return { order: pulled };
  const vertices = constraintGraph(pulled, graph, extraBefore);
  const groups = gatherGroups(vertices);
  const outside = depthFirstOrder(withGroupsAsOne(vertices), targetsOutside);
  if ('cycle' in outside) return { cycle: describeCycle(outside, false) };
  const membersInOrder = new Map<Vertex, readonly JobVertex[]>();
  for (const group of groups) {
    const inside = depthFirstOrder(group.members, targetsInside);
    if ('cycle' in inside) {
      return { cycle: { ...describeCycle(inside, true), position: group.position } };
    }
    membersInOrder.set(group, inside.order);
  }
  const order = outside.order.flatMap((vertex) =>
    vertex instanceof JobVertex ? vertex : (membersInOrder.get(vertex) ?? []),
  );
  return { order: order.map(({ node }) => node) };
}

/** The list with each group in the place of its first member, and without the others. */
export function withGroupsAsOne(vertices: readonly JobVertex[]): readonly Vertex[] {
  return vertices
    .filter(({ group, position }) => group === undefined || group.position === position)
    .map((vertex) => vertex.group ?? vertex);
}

/** What a job or a group waits for, with each other group in the place of its members. */
export function targetsOutside(vertex: Vertex): readonly Vertex[] {
  if (vertex instanceof JobVertex) return vertex.targets.map((target) => target.group ?? target);
  const targets = (vertex as GroupVertex).members.flatMap((member) =>
    member.targets.filter(({ group }) => group !== vertex),
  );
  return targets.map((target) => target.group ?? target);
}

/** The members of its group that a job waits for. */
export function targetsInside(vertex: JobVertex): readonly JobVertex[] {
  return vertex.targets.filter(({ group }) => group === vertex.group);
}

/** What a walk over jobs and groups met, as the jobs that it is about. */
export function describeCycle({ cycle, from }: MetCycle<Vertex>, insideGroup: boolean): OrderCycle {
  return {
    members: cycle.map(describe),
    affected: firstNode(cycle[0] as Vertex),
    position: from.position,
    insideGroup,
  };
}

function describe(vertex: Vertex): JobDefinition | JobGroup {
  if (vertex instanceof JobVertex) return vertex.node.job;
  const { name, members } = vertex as GroupVertex;
  return { group: name, members: members.map(({ node }) => node.job) };
}

function firstNode(vertex: Vertex): JobNode {
  if (vertex instanceof JobVertex) return vertex.node;
  return ((vertex as GroupVertex).members[0] as JobVertex).node;
}
