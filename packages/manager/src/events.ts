import type { JobDefinition, JobId, RunListProblem, SessionDeviceContext } from '@plainbox/state';
import type { JudgedJob } from './job-changes/job-changes.js';
import type { CheckpointReceipt } from './receipt.js';

/**
 * What a manager tells its listeners. Those of a loaded session come while it is loaded: hand their listeners in with
 * the option `listeners`, or look at {@link SessionManager.jobChanges} afterwards.
 */
export interface ManagerEvents {
  /** A checkpoint is durable. */
  checkpoint: [receipt: CheckpointReceipt];
  /** A job of a loaded session is defined otherwise than before, and it was decided what becomes of it. */
  changedJob: [changed: JudgedJob];
  /** A job of a loaded session is not known here; it was set aside. */
  goneJob: [id: JobId];
  /** A job that had been set aside is known again, and has its results back. */
  returnedJob: [id: JobId];
  /** A job is known here that a loaded session doesn't have. */
  newJob: [job: JobDefinition];
  /** A device came to the session; in its checkpoints from the next one on. */
  deviceContextAdded: [context: SessionDeviceContext];
  /** A device left the session. */
  deviceContextRemoved: [context: SessionDeviceContext];
  /** A desired job of a loaded session can't be run. */
  problem: [problem: RunListProblem];
}
