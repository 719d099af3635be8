import type { JobId } from '../job-id.js';
import { beforeOf, type ExtraBefore } from './constraint-graph.js';
import { entangledJobs } from './entangled-jobs.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import type { Round } from './round.js';

/**
 * Parts the desired jobs from which constraints lead to a cycle, so that a problem in one part changes nothing in the
 * others: the parts have no jobs in common but those that can be ordered in any case, and no constraint leads from one
 * to another. The other desired jobs are left out.
 */
export function independentParts(
  { desired, pulled }: Pick<Round, 'desired' | 'pulled'>,
  graph: JobGraph,
  extraBefore: ExtraBefore,
): JobNode[][] {
  const sets = new DisjointSets();
  const entangled = entangledJobs(pulled, graph, extraBefore);
  const ids = new Set(Array.from(entangled, ({ job }) => job.id));
  for (const node of entangled) {
    const { job } = node;
    const others = [
      ...graph.targetsOf(node).map((target) => target.job.id),
      ...beforeOf(job, extraBefore),
    ];
    for (const id of others) if (ids.has(id)) sets.join(job.id, id);
    // A group is joined by a name that no job has, or at worst by one too many.
    if (job.group) sets.join(job.id, `group\0${job.group}`);
  }
  const parts = new Map<string, JobNode[]>();
  for (const node of desired) {
    if (!entangled.has(node)) continue;
    const key = sets.find(node.job.id);
    const part = parts.get(key);
    if (part) part.push(node);
    else parts.set(key, [node]);
  }
  return [...parts.values()];
}

/** Union-find with path halving. */
class DisjointSets {
  readonly #parents: Map<JobId, JobId> = new Map();

  find(id: JobId): JobId {
    let at = id;
    for (let up = this.#up(at); up !== at; up = this.#up(at)) {
      this.#parents.set(at, this.#up(up));
      at = this.#up(at);
    }
    return at;
  }

  join(a: JobId, b: JobId): void {
    this.#parents.set(this.find(a), this.find(b));
  }

  #up(id: JobId): JobId {
    return this.#parents.get(id) ?? id;
  }
}
