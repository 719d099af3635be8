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
  /**
   * Jobs that have got a result in this run, in the order of the run list also where they ran side by side. Those of
   * further devices follow; a job that runs on several stands here for each.
   */
  readonly finished: readonly JobId[];
  /** Jobs that are still without one. */
  readonly left: readonly JobId[];
}
