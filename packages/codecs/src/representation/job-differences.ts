import type { JobDefinition, JobId, RunListProblem } from '@plainbox/state';

/** How the jobs that are known here differ from those that a session was saved with. */
export interface JobDifferences {
  /** Jobs whose definition is another one now; in the order of their ids. */
  readonly changed: readonly ChangedDefinition[];
  /** Jobs of the session that nobody here knows; their results are set aside. */
  readonly gone: readonly JobId[];
  /** Jobs that had been set aside and are known again. */
  readonly returned: readonly JobId[];
  /** Jobs that are known here and are no part of the session. */
  readonly added: readonly JobDefinition[];
  /** What keeps desired jobs off the run list, such as a dependency that is gone. */
  readonly problems: readonly RunListProblem[];
}

/** A job as it is defined now, and the checksum of the definition that the session was saved with. */
export interface ChangedDefinition {
  readonly job: JobDefinition;
  readonly savedChecksum: string;
}
