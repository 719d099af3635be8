import type { JobDefinition } from '@plainbox/state';
import type { Asker } from './asking/asker.js';
import type { Clock } from './clock.js';
import { RunnerError } from './errors.js';
import type { JobExecutor } from './executors/executor.js';

/** How a session's jobs are run. */
export interface SessionRunnerOptions {
  /**
   * Asked in order; the first that accepts a job runs it. Default: a {@link FunctionExecutor} and a
   * {@link ProcessExecutor}.
   */
  readonly executors?: readonly JobExecutor[];
  /** Seconds that an attempt at a job may take before its processes are stopped; no limit unless given. */
  readonly timeout?: number | ((job: JobDefinition) => number | undefined);
  /** How many jobs run side by side. Default 1. */
  readonly jobs?: number;
  /** How often a job may be cut off by the end of the session before it counts as crashed. Default 2. */
  readonly maxCrashes?: number;
  /** Which of the jobs that templates generate during the run are run too. Default: none. */
  readonly runGenerated?: (job: JobDefinition) => boolean;
  /** Asks a person, for jobs that need one; without it they wait. */
  readonly asker?: Asker;
  /** Names the present boot of the machine, or `null` if that is unknown. Default: what Linux says. */
  readonly bootId?: string | null;
  /** Where time comes from; to be replaced in tests. */
  readonly clock?: Clock;
}

/** @throws RunnerError `BAD_OPTION` for a number that none of them can be meant by. */
export function checkRunnerOptions({ jobs, maxCrashes, timeout }: SessionRunnerOptions): void {
  checkCount('jobs', jobs);
  checkCount('maxCrashes', maxCrashes);
  if (typeof timeout === 'number') checkTimeout(timeout);
}

/** @throws RunnerError `BAD_OPTION`. */
export function checkTimeout(seconds: number | undefined): number | undefined {
  if (seconds === undefined || seconds > 0) return seconds;
  throw badOption('timeout', seconds, 'a number of seconds above 0, or undefined for no limit');
}

function checkCount(name: string, count: number | undefined): void {
  if (count === undefined || (count >= 1 && (Number.isInteger(count) || count === Infinity)))
    return;
  throw badOption(name, count, 'a whole number from 1 up, or Infinity');
}

function badOption(name: string, value: number, due: string): RunnerError {
  return new RunnerError('BAD_OPTION', `the option ${name} is ${value}: give it ${due}`);
}
