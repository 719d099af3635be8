import type { JobDefinition, JobId, JobResult, RunListProblem } from '@plainbox/state';

/**
 * What becomes of a job whose definition is no longer the one that the session was saved with:
 *
 * - `fail`: the session is not opened, as by plainbox.
 * - `rerun`: what the job gave before stays in its history, and the job is run once more.
 * - `keep`: what the job gave before counts for the new definition too.
 * - `skip`: what the job gave before no longer counts, and the job is not run: it has the outcome `skip`.
 */
export type ChangedJobPolicy = 'fail' | 'rerun' | 'keep' | 'skip';

/** A job whose definition changed since the session was saved. */
export interface ChangedJob {
  /** As it is defined now. */
  readonly job: JobDefinition;
  /** The device that it is of; null for this machine. */
  readonly device: string | null;
  /** Checksum of the definition that the session was saved with. */
  readonly savedChecksum: string;
  /** What the former definition gave last; hollow if it did not run yet. */
  readonly result: JobResult;
}

/** A changed job, and what became of it. */
export interface JudgedJob extends ChangedJob {
  readonly policy: Exclude<ChangedJobPolicy, 'fail'>;
}

/** Decides on one changed job; it may ask somebody. */
export type ChangedJobJudge = (changed: ChangedJob) => ChangedJobPolicy | Promise<ChangedJobPolicy>;

/**
 * What becomes of a session with jobs that nobody here knows any more:
 *
 * - `fail`: it is not opened, as by plainbox.
 * - `setAside`: it goes on without them. Their results stay in the session, and count again when the jobs are back.
 */
export type GoneJobPolicy = 'fail' | 'setAside';

/** How the jobs that are known here differ from those that the session was saved with. */
export interface JobChanges {
  readonly changed: readonly JudgedJob[];
  /** Set aside, because nobody here knows them. */
  readonly gone: readonly JobId[];
  /** Had been set aside, and are known again. */
  readonly returned: readonly JobId[];
  /** Known here, and no part of the session. They become one when they are desired. */
  readonly added: readonly JobDefinition[];
  /** What keeps desired jobs off the run list now, such as a dependency that is gone. */
  readonly problems: readonly RunListProblem[];
}

/** The changes of a session that was not saved before. */
export const NO_JOB_CHANGES: JobChanges = {
  changed: [],
  gone: [],
  returned: [],
  added: [],
  problems: [],
};

/** Both of them. */
export function joined(one: JobChanges, other: JobChanges): JobChanges {
  return {
    changed: [...one.changed, ...other.changed],
    gone: [...one.gone, ...other.gone],
    returned: [...one.returned, ...other.returned],
    added: [...one.added, ...other.added],
    problems: [...one.problems, ...other.problems],
  };
}
