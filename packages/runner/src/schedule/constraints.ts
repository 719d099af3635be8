import type { JobDefinition, JobId } from '@plainbox/state';

/**
 * Which jobs have to be over before another one may be judged: those it names (`depends`, `after`,
 * `salvages`, the resources of `requires`), those that name it (`before`), and the earlier ones of
 * its group. Each pair counts only in the order of the run list.
 */
export class Constraints {
  readonly #before = new Map<JobId, JobId[]>();
  readonly #groups = new Map<string, JobId[]>();

  constructor(runList: readonly JobDefinition[]) {
    for (const { id, before, group } of runList) {
      for (const later of before) append(this.#before, later, id);
      if (group) append(this.#groups, group, id);
    }
  }

  *waitsFor(job: JobDefinition): Generator<JobId> {
    yield* job.depends;
    yield* job.after;
    yield* job.salvages;
    yield* job.resourceProgram?.resourceIds ?? [];
    yield* this.#before.get(job.id) ?? [];
    if (job.group) yield* this.#groups.get(job.group) ?? [];
  }
}

function append<Key>(lists: Map<Key, JobId[]>, key: Key, id: JobId): void {
  const list = lists.get(key);
  if (list) list.push(id);
  else lists.set(key, [id]);
}
