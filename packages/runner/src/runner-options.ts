import type { JobDefinition } from '@plainbox/state';
import type { Asker } from './asking/asker.js';
import type { Clock } from './clock.js';
import type { JobExecutor } from './executors/executor.js';

/** How a session's jobs are run. */
export interface SessionRunnerOptions {
  /**
   * Asked in order; the first that accepts a job runs it. Default: a {@link FunctionExecutor} and a
   * {@link ProcessExecutor}.
   */
  readonly executors?: readonly JobExecutor[];
  /** Seconds that a job may take before its processes are stopped; no limit unless given. */
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
