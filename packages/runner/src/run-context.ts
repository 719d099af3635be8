import type { SessionDevice, SessionManager } from '@plainbox/manager';
import type { Emitter, JobDefinition, JobId, SessionState } from '@plainbox/state';
import type { Asker } from './asking/asker.js';
import type { Clock } from './clock.js';
import type { JobExecutor } from './executors/executor.js';
import type { InOrder } from './in-order.js';
import type { Ledger } from './ledger.js';
import type { ProgressCount } from './progress-count.js';
import type { RunnerEvents } from './runner-events.js';
import type { Schedule } from './schedule/schedule.js';

/** What the parts of one run share that work on one device; those that all devices share are the same in each. */
export interface RunContext {
  readonly manager: SessionManager;
  readonly device: SessionDevice;
  /** That of the device. */
  readonly state: SessionState;
  readonly ledger: Ledger;
  readonly events: Emitter<RunnerEvents>;
  readonly schedule: Schedule;
  readonly progress: ProgressCount;
  readonly executors: readonly JobExecutor[];
  readonly asker: Asker | undefined;
  readonly clock: Clock;
  readonly bootId: string | null;
  readonly maxCrashes: number;
  readonly timeoutOf: (job: JobDefinition) => number | undefined;
  /** Puts generated jobs that are wanted on the run list. */
  adoptGeneratedJobs(): void;
  /** Whether a job has no result that stands. */
  readonly isToDo: (id: JobId) => boolean;
  /** Starts the jobs that run side by side in the order in which their turn has come. */
  readonly starts: InOrder;
  /** Jobs that have got a result in this run. */
  readonly finished: JobId[];
  /** Jobs that were left since nobody was there to do or to judge them. */
  readonly waitsForPerson: JobId[];
  /** The job that reboots the machine, once it has done its part. */
  awaitsReboot: JobId | undefined;
  /** Makes the session durable, then tells of it. */
  checkpoint(): Promise<void>;
  /** Ends the run with an error, where there is nobody to throw it at. */
  fail(error: unknown): void;
}
