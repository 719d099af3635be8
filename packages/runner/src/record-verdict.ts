import type { SessionManager } from '@plainbox/manager';
import {
  type JobDefinition,
  type JobResult,
  JobResultBuilder,
  type Outcome,
  SESSION_FLAGS,
} from '@plainbox/state';
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
 */
export function recordVerdict(
  manager: SessionManager,
  { id }: Pick<JobDefinition, 'id'>,
  { outcome, comments }: Verdict,
): JobResult {
  const { state, reruns, data } = manager;
  const builder = new JobResultBuilder();
  builder.outcome = outcome;
  if (comments !== undefined) builder.comments = comments;
  const result = builder.build();
  state.updateJobResult(id, result);
  reruns.delete(id);
  new Ledger(data).forget(id);
  const { metadata } = state;
  if (metadata.runningJobName === id) state.updateMetadata({ runningJobName: null });
  const isLeft = new SessionRunner(manager).toDo.length > 0;
  state.updateMetadata({
    remainingTodoJobs: isLeft,
    flags: state.metadata.flagsWith(SESSION_FLAGS.incomplete, isLeft),
  });
  return result;
}
