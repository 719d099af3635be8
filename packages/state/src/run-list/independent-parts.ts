import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { ExtraBefore } from './constraint-graph.js';
import type { PulledJob } from './pulled-job.js';

/**
 * Parts the desired jobs so that no constraint leads from what one part pulls in to what another does. A problem in one
 * part then changes nothing in the others.
 */
export function independentParts(
  desired: readonly JobDefinition[],
  pulled: readonly PulledJob[],
  extraBefore: ExtraBefore,
): JobDefinition[][] {
  const sets = new DisjointSets();
  const inPulled = new Set(pulled.map(({ job }) => job.id));
  for (const { job, needs } of pulled) {
    for (const { id } of needs) sets.join(job.id, id);
    for (const id of [...job.before, ...extraBefore(job.id)]) {
      if (inPulled.has(id)) sets.join(job.id, id);
    }
    // A group is joined by a name that no job has, or at worst by one too many.
    if (job.group) sets.join(job.id, `group\0${job.group}`);
  }
  const parts = new Map<string, JobDefinition[]>();
  for (const job of desired) {
    const key = sets.find(job.id);
    const part = parts.get(key);
    if (part) part.push(job);
    else parts.set(key, [job]);
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
