import type { Answer } from './answer.js';
import type { Fault } from './verify.js';

/** What `--dry-run --json` of `plainbox resume` and `plainbox rerun` answers; each job stands in one list. */
export interface ResumePlanAnswer extends Answer {
  readonly schema: 'plainbox-resume-plan/1';
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** Ids of the jobs that keep their results. */
  readonly kept: readonly string[];
  /** They were running when the session was cut off, and get a result without being run. */
  readonly decided: readonly DecidedJob[];
  readonly runAgain: readonly JobToRunAgain[];
  /** Ids of the jobs that have not run yet. */
  readonly neverStarted: readonly string[];
  /** Ids of the jobs that wait for a reboot of the machine; nothing runs before. */
  readonly awaitReboot: readonly string[];
  /** Checkpoints that were acknowledged and can't be proved any more. */
  readonly lost: readonly Fault[];
  /** The same device by device, only of a session about several; the lists above join theirs. */
  readonly devices?: readonly PlanOfDevice[];
}

/** What would be done on one of several devices. */
export interface PlanOfDevice {
  /** Null is the machine that the session runs on. */
  readonly device: string | null;
  /** Ids of the jobs that keep their results. */
  readonly kept: readonly string[];
  readonly decided: readonly DecidedJob[];
  readonly runAgain: readonly JobToRunAgain[];
  /** Ids of the jobs that have not run yet. */
  readonly neverStarted: readonly string[];
  /** Ids of the jobs that wait for a reboot of the machine; nothing runs before. */
  readonly awaitReboot: readonly string[];
}

/** A job that gets a result without being run. */
export interface DecidedJob {
  readonly job: string;
  /** The device that it is for, where the session is about several and this one has a name. */
  readonly device?: string;
  readonly outcome: string | null;
  /** By which it was decided. */
  readonly rule: 'saved-outcome' | 'rebooted' | 'crash';
  readonly reason: string;
}

/** A job that has run before and is run once more. */
export interface JobToRunAgain {
  readonly job: string;
  /** The device that it is for, where the session is about several and this one has a name. */
  readonly device?: string;
  readonly cause: 'cut-off' | 'stopped' | 'changed' | 'requested' | 'undecided';
  readonly reason: string;
}
