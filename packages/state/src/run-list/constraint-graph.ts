import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';

/** The ids that a session adds to the `before` of a job's definition, by the job's id. */
export type ExtraBefore = ReadonlyMap<JobId, readonly JobId[]>;

/** What can be ordered: a job, or a group in place of its members. */
export abstract class Vertex {
  mark: 'new' | 'trail' | 'placed' | 'out' = 'new';
  /** The place in the list of pulled jobs; for a group that of its first member. */
  readonly position: number;

  constructor(position: number) {
    this.position = position;
  }
}

/** A job among those to be ordered. */
export class JobVertex extends Vertex {
  readonly node: JobNode;
  /** The jobs that have to come before this one: what it needs, then those that name it in `before`. */
  readonly targets: JobVertex[] = [];
  group: GroupVertex | undefined;

  constructor(node: JobNode, position: number) {
    super(position);
    this.node = node;
  }
}

/** Jobs that have to follow one another. */
export class GroupVertex extends Vertex {
  readonly name: string;
  /** In the order of the pulled jobs. */
  readonly members: JobVertex[] = [];

  constructor(name: string, position: number) {
    super(position);
    this.name = name;
  }
}

/** Whether any job has a constraint besides what it needs; without, the pull order is right already. */
export function isConstrained(pulled: readonly JobNode[], extraBefore: ExtraBefore): boolean {
  if (extraBefore.size > 0) return true;
  return pulled.some(({ job }) => Boolean(job.group) || job.before.length > 0);
}

/** The pulled jobs with all constraints among them; a job that nothing pulls in is not waited for. */
export function constraintGraph(
  pulled: readonly JobNode[],
  graph: JobGraph,
  extraBefore: ExtraBefore,
): readonly JobVertex[] {
  const vertices = pulled.map((node, position) => new JobVertex(node, position));
  const byId = new Map(vertices.map((vertex) => [vertex.node.job.id, vertex]));
  for (const vertex of vertices) {
    for (const needed of graph.targetsOf(vertex.node)) {
      const target = byId.get(needed.job.id);
      if (target) vertex.targets.push(target);
    }
  }
  for (const vertex of vertices) {
    for (const id of beforeOf(vertex.node.job, extraBefore)) byId.get(id)?.targets.push(vertex);
  }
  return vertices;
}

/** The ids of all jobs that have to come after this one. */
export function beforeOf(job: JobDefinition, extraBefore: ExtraBefore): readonly JobId[] {
  const extra = extraBefore.get(job.id);
  return extra === undefined ? job.before : [...job.before, ...extra];
}

/** The groups of the jobs, in the order of their first members. */
export function gatherGroups(vertices: readonly JobVertex[]): readonly GroupVertex[] {
  const groups = new Map<string, GroupVertex>();
  for (const vertex of vertices) {
    const name = vertex.node.job.group;
    if (!name) continue;
    const group = groups.get(name) ?? new GroupVertex(name, vertex.position);
    groups.set(name, group);
    group.members.push(vertex);
    vertex.group = group;
  }
  return [...groups.values()];
}
