import type { InspectedSession } from '@plainbox/manager';
import type { JobId, JobResult } from '@plainbox/state';

/** Something that happened in a session since it was last looked at. */
export type Observation =
  | { readonly kind: 'jobStarted'; readonly job: JobId; readonly attempt: number }
  | {
      readonly kind: 'jobFinished';
      readonly job: JobId;
      /** 1 for the first result. */
      readonly attempt: number;
      readonly result: JobResult;
    };

/**
 * Follows a session that another process runs, by its checkpoints alone: without a lock, and without
 * its job files. Of jobs that run side by side only one is told to start; all are told to finish.
 */
export class SessionObserver {
  readonly #results = new Map<JobId, number>();
  #running: JobId | null = null;
  #contents: InspectedSession['contents'];

  /** What has happened until now is taken for granted. */
  constructor(contents: InspectedSession['contents']) {
    this.#contents = contents;
    for (const [id, history] of contents.results) this.#results.set(id, history.length);
  }

  /** Jobs of the session that have a result, and those without one, in the order in which they were asked for. */
  get standing(): { readonly done: readonly JobId[]; readonly toDo: readonly JobId[] } {
    const { desiredJobs, jobs, results } = this.#contents;
    const ids = [...new Set([...desiredJobs, ...jobs.keys(), ...results.keys()])];
    const hasResult = (id: JobId): boolean => (results.get(id)?.at(-1)?.outcome ?? null) !== null;
    return { done: ids.filter(hasResult), toDo: ids.filter((id) => !hasResult(id)) };
  }

  /** The last result of each job that has one. */
  get results(): readonly JobResult[] {
    return [...this.#contents.results.values()].flatMap((history) => history.at(-1) ?? []);
  }

  /** Whether something is left that the session is to go on with. */
  get isIncomplete(): boolean {
    return this.#contents.metadata.flags.has('incomplete');
  }

  /** Takes a newer checkpoint, and tells what is new in it: results first, in the order of the jobs. */
  observe(contents: InspectedSession['contents']): readonly Observation[] {
    this.#contents = contents;
    const observations: Observation[] = [];
    for (const [job, history] of contents.results) {
      const known = this.#results.get(job) ?? 0;
      for (const [index, result] of history.entries()) {
        if (index >= known) {
          observations.push({ kind: 'jobFinished', job, attempt: index + 1, result });
        }
      }
      this.#results.set(job, history.length);
    }
    const { runningJobName: running } = contents.metadata;
    if (running !== null && running !== this.#running) {
      const attempt = (this.#results.get(running) ?? 0) + 1;
      observations.push({ kind: 'jobStarted', job: running, attempt });
    }
    this.#running = running;
    return observations;
  }
}
