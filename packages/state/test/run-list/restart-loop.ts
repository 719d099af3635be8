import type { JobDefinition } from '../../src/index.js';

/** A problem as one line of text, which is all that a comparison needs. */
export interface PlainSolution {
  readonly runList: readonly string[];
  readonly desired: readonly string[];
  readonly problems: readonly string[];
}

/**
 * plainbox's way to a run list, word for word from the specification: solve, and after each problem start anew without
 * the affected job. Recursive, slow and simple: what the solver's one pass has to agree with.
 */
export function solveByRestarts(
  pool: readonly JobDefinition[],
  wanted: readonly string[],
): PlainSolution {
  const left = new Map(pool.map((job) => [job.id, job]));
  let desired = [...wanted];
  const problems: string[] = [];
  while (desired.length > 0) {
    try {
      return { runList: solveOnce(left, desired), desired, problems };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error.message);
      desired = desired.filter((id) => id !== error.affected);
      left.delete(error.affected);
    }
  }
  return { runList: [], desired, problems };
}

class Problem extends Error {
  readonly affected: string;

  constructor(affected: string, message: string) {
    super(message);
    this.affected = affected;
  }
}

interface Edge {
  readonly kind: string;
  readonly id: string;
}

type Pool = ReadonlyMap<string, JobDefinition>;

const groupName = (name: string) => `group ${name}`;

function solveOnce(pool: Pool, wanted: readonly string[]): string[] {
  const pulled = visitAll(
    wanted,
    (id) => needs(pool.get(id) as JobDefinition),
    (id, from) => {
      if (pool.has(id)) return true;
      if (from === undefined) throw new Problem(id, `unknown ${id}`);
      throw new Problem(from.id, `missing ${from.id} ${from.kind} ${id}`);
    },
    (id) => id,
  );
  const before = new Map<string, Edge[]>();
  for (const id of pulled) {
    for (const target of pool.get(id)?.before ?? []) {
      if (!pulled.includes(target)) continue;
      before.set(target, [...(before.get(target) ?? []), { kind: 'before', id }]);
    }
  }
  const edges = (id: string) => [
    ...needs(pool.get(id) as JobDefinition),
    ...(before.get(id) ?? []),
  ];
  const groupOf = (id: string) => pool.get(id)?.group;
  const members = (group: string) => pulled.filter((id) => groupOf(id) === group);
  const outer = (id: string) => {
    const group = groupOf(id);
    return group === undefined ? id : groupName(group);
  };
  const groups = [...new Set(pulled.map(groupOf))].filter((group) => group !== undefined);
  const affectedBy = (id: string) => {
    const group = groups.find((name) => groupName(name) === id);
    return group === undefined ? id : (members(group)[0] as string);
  };
  const outerEdges = (id: string): Edge[] => {
    const group = groups.find((name) => groupName(name) === id);
    const own = group === undefined ? edges(id) : members(group).flatMap(edges);
    return own
      .filter((edge) => group === undefined || groupOf(edge.id) !== group)
      .filter((edge) => pulled.includes(edge.id))
      .map((edge) => ({ ...edge, id: outer(edge.id) }));
  };
  const order = visitAll([...new Set(pulled.map(outer))], outerEdges, () => true, affectedBy);
  const inner = new Map(
    groups.map((group) => {
      const own = members(group);
      return [
        groupName(group),
        visitAll(
          own,
          edges,
          (id) => own.includes(id),
          (id) => id,
        ),
      ];
    }),
  );
  return order.flatMap((id) => inner.get(id) ?? [id]);
}

function needs(job: JobDefinition): Edge[] {
  return [
    ...job.depends.map((id) => ({ kind: 'depends', id })),
    ...(job.resourceProgram?.resourceIds ?? []).map((id) => ({ kind: 'resource', id })),
    ...job.after.map((id) => ({ kind: 'after', id })),
  ];
}

function visitAll(
  list: readonly string[],
  edgesOf: (id: string) => readonly Edge[],
  follow: (id: string, from?: { id: string; kind: string }) => boolean,
  affectedBy: (id: string) => string,
): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    if (done.has(id)) return;
    if (trail.includes(id)) {
      const cycle = [...trail.slice(trail.indexOf(id)), id];
      throw new Problem(affectedBy(id), `cycle ${cycle.join(' ')}`);
    }
    for (const edge of edgesOf(id)) {
      if (follow(edge.id, { id, kind: edge.kind })) visit(edge.id, [...trail, id]);
    }
    done.add(id);
    order.push(id);
  };
  for (const id of list) if (follow(id)) visit(id, []);
  return order;
}
