import type { JobId } from '../job-id.js';
import { beforeOf, type ExtraBefore } from './constraint-graph.js';
import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import type { Round } from './round.js';

/**
 * Parts the desired jobs so that no constraint leads from what one part pulls in to what another does. A problem in one
 * part then changes nothing in the others.
 */
export function independentParts(
  { desired, pulled }: Pick<Round, 'desired' | 'pulled'>,
  graph: JobGraph,
  extraBefore: ExtraBefore,
): JobNode[][] {
  const sets = new DisjointSets();
  const inPulled = new Set(pulled.map(({ job }) => job.id));
  for (const node of pulled) {
    const { job } = node;
    for (const target of graph.targetsOf(node)) sets.join(job.id, target.job.id);
    for (const id of beforeOf(job, extraBefore)) {
      if (inPulled.has(id)) sets.join(job.id, id);
    }
    // A group is joined by a name that no job has, or at worst by one too many.
    if (job.group) sets.join(job.id, `group\0${job.group}`);
  }
  const parts = new Map<string, JobNode[]>();
  for (const node of desired) {
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
