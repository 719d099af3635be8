import type { Answer } from './answer.js';

/** What `plainbox show --json` answers. */
export interface ShowAnswer extends Answer {
  readonly schema: 'plainbox-show/1';
  readonly session: ShownSession;
  /** In the order in which they run, as far as that is known; those of further devices follow. */
  readonly jobs: readonly ShownJob[];
  /** What could not be read of the session, and is missing here. */
  readonly warnings: readonly Warning[];
}

/** What is known of a session as a whole. */
export interface ShownSession {
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  readonly title: string | null;
  /** Names the program that the session belongs to. */
  readonly appId: string | null;
  /** Sorted; `incomplete`, `submitted`, `bootstrapping`, `setting_up` and others. */
  readonly flags: readonly string[];
  /** The job that runs, or ran when the session was cut off. */
  readonly runningJob: string | null;
  /** The device that it is for, where the session is about several and this one has a name. */
  readonly runningDevice?: string;
}

/** A job and what came of it. */
export interface ShownJob {
  readonly id: string;
  /** The device that it is for, where the session is about several and this one has a name. */
  readonly device?: string;
  /** From the job files that `--units` names; null without them. */
  readonly summary: string | null;
  /** Of the last attempt; null: not run yet. */
  readonly outcome: string | null;
  /** Oldest first. */
  readonly attempts: readonly ShownAttempt[];
}

/** What one attempt at a job gave. */
export interface ShownAttempt {
  readonly outcome: string | null;
  readonly returnCode: number | null;
  /** How long it took. */
  readonly seconds: number | null;
  readonly comments: string | null;
  /** Path of the log of all that it wrote, with its timing. */
  readonly ioLog: string | null;
}

/** Something that is not as it should be, and stops nothing. */
export interface Warning {
  /** Stable name. */
  readonly code: string;
  readonly message: string;
}
