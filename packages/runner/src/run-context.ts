import type { CheckpointReceipt, SessionManager } from '@plainbox/manager';
import type { Emitter, JobDefinition, JobId, SessionState } from '@plainbox/state';
import type { Clock } from './clock.js';
import type { JobExecutor } from './executors/executor.js';
import type { ProgressCount } from './progress-count.js';
import type { RunnerEvents } from './runner-events.js';
import type { Schedule } from './schedule/schedule.js';

/** What the parts of one run share. */
export interface RunContext {
  readonly manager: SessionManager;
  readonly state: SessionState;
  readonly events: Emitter<RunnerEvents>;
  readonly schedule: Schedule;
  readonly progress: ProgressCount;
  readonly executors: readonly JobExecutor[];
  readonly clock: Clock;
  readonly maxCrashes: number;
  readonly timeoutOf: (job: JobDefinition) => number | undefined;
  /** Which generated jobs are run too. */
  readonly runGenerated: (job: JobDefinition) => boolean;
  /** Whether a job has no result that stands. */
  readonly isToDo: (id: JobId) => boolean;
  /** Jobs that have got a result in this run. */
  readonly finished: JobId[];
  /** Jobs that were left since nobody is there to do or to judge them. */
  readonly waitsForPerson: JobId[];
  /** Makes the session durable, then tells of it. */
  checkpoint(): Promise<CheckpointReceipt>;
}
