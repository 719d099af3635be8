import type { SessionDevice, SessionManager } from '@plainbox/manager';
import {
  type JobDefinition,
  type JobResult,
  JobResultBuilder,
  type Outcome,
  SESSION_FLAGS,
} from '@plainbox/state';
import { isToDo } from './is-to-do.js';
import { Ledger } from './ledger.js';
import { SessionRunner } from './session-runner.js';

/** What somebody says came of a job. */
export interface Verdict {
  readonly outcome: NonNullable<Outcome>;
  readonly comments?: string | undefined;
}

/**
 * Gives a job a result by hand: a new attempt of which nothing ran. What was under way of the job, or
 * was to run again, is settled by it. Durable with the next checkpoint.
 *
 * @param device the one of the session's devices that it is about; the first, unless it is given.
 */
export function recordVerdict(
  manager: SessionManager,
  { id }: Pick<JobDefinition, 'id'>,
  { outcome, comments }: Verdict,
  device: Pick<SessionDevice, 'state' | 'reruns' | 'data'> = manager,
): JobResult {
  const { state, reruns, data } = device;
  const builder = new JobResultBuilder();
  builder.outcome = outcome;
  if (comments !== undefined) builder.comments = comments;
  const result = builder.build();
  state.updateJobResult(id, result);
  reruns.delete(id);
  new Ledger(data).forget(id);
  const { metadata } = state;
  if (metadata.runningJobName === id) state.updateMetadata({ runningJobName: null });
  state.updateMetadata({
    remainingTodoJobs: state.runList.some((job) => isToDo(device, job.id)),
  });
  const isLeft = new SessionRunner(manager).toDo.length > 0;
  for (const { state: each } of manager.devices) {
    each.updateMetadata({ flags: each.metadata.flagsWith(SESSION_FLAGS.incomplete, isLeft) });
  }
  return result;
}
