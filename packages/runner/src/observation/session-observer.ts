import type { InspectedSession } from '@plainbox/manager';
import type { JobId, JobResult } from '@plainbox/state';
import { attemptsUnderWay } from '../ledger.js';

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

/** What is looked at of a session. */
export type ObservedSession = Pick<InspectedSession, 'contents' | 'data'>;

/**
 * Follows a session that another process runs, by its checkpoints alone: without a lock, and without
 * its job files. All jobs are told to finish, and those that run when somebody looks to start.
 */
export class SessionObserver {
  readonly #results = new Map<JobId, number>();
  /** Attempts that were told to start, by their jobs. */
  readonly #started = new Map<JobId, number>();
  #contents: InspectedSession['contents'];

  /** What has happened until now is taken for granted; what runs now is not. */
  constructor({ contents }: ObservedSession) {
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
  observe({ contents, data }: ObservedSession): readonly Observation[] {
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
    for (const job of this.#running({ contents, data })) {
      const attempt = (this.#results.get(job) ?? 0) + 1;
      if (this.#started.get(job) === attempt) continue;
      this.#started.set(job, attempt);
      observations.push({ kind: 'jobStarted', job, attempt });
    }
    return observations;
  }

  /** In the order of their start. Of sessions of other programs one alone is known. */
  #running({ contents, data }: ObservedSession): ReadonlySet<JobId> {
    const noted = attemptsUnderWay(data).map(({ job }) => job);
    const { runningJobName } = contents.metadata;
    return new Set(runningJobName === null ? noted : [...noted, runningJobName]);
  }
}
