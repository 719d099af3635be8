import type { JobId } from '@plainbox/state';

/** How a run ended. */
export interface RunReport {
  /**
   * - `finished`: every job that could get a result has one.
   * - `stopped`: the signal stopped it; the session goes on with the next run.
   * - `waiting`: what is left needs a reboot, or a person.
   */
  readonly status: 'finished' | 'stopped' | 'waiting';
  readonly waitsFor?: 'reboot' | 'person';
  /** Jobs that have got a result in this run; one that runs on several devices stands here for each. */
  readonly finished: readonly JobId[];
  /** Jobs that are still without one. */
  readonly left: readonly JobId[];
}
