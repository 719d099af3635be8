import type { Answer } from './answer.js';

/**
 * What `--json` of `plainbox run`, `resume` and `rerun` answers when the run has ended, and that of `watch`
 * also when it was interrupted.
 */
export interface RunAnswer extends Answer {
  readonly schema: 'plainbox-run/1';
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** `stopped`: it can be resumed; `waiting`: what is left needs a reboot, or a person; `running`: only the watching has ended. */
  readonly status: 'finished' | 'running' | 'stopped' | 'waiting';
  /** What the shell gets. */
  readonly exitCode: number;
  /** Jobs by their last outcome; `none`: not run. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Ids of the jobs that have got a result in this run. */
  readonly finished: readonly string[];
  /** Ids of the jobs that are still without one. */
  readonly left: readonly string[];
}
