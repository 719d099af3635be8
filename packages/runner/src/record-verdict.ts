import type { SessionDevice, SessionManager } from '@plainbox/manager';
import {
  type JobDefinition,
  type JobResult,
  JobResultBuilder,
  type Outcome,
  SESSION_FLAGS,
} from '@plainbox/state';
import { DEFAULT_MAX_CRASHES } from './is-to-do.js';
import { jobsToDo } from './jobs-to-do.js';
import { judgedDevices } from './judged-devices.js';
import { Ledger } from './ledger.js';
import { killLeftovers } from './processes/leftovers.js';
import { checkRunnerOptions } from './runner-options.js';

/** What somebody says came of a job. */
export interface Verdict {
  readonly outcome: NonNullable<Outcome>;
  readonly comments?: string | undefined;
}

/** Which attempt a verdict stands for. */
export interface VerdictOptions {
  /** The one of the session's devices that it is about; the first, unless it is given. */
  readonly device?: Pick<SessionDevice, 'state' | 'reruns' | 'data'> | undefined;
  /** As the session is run with: how often a job may be cut off before it counts as crashed. Default 2. */
  readonly maxCrashes?: number | undefined;
}

/**
 * Gives a job a result by hand: a new attempt of which nothing ran. What was under way of the job, or
 * was to run again, is settled by it; what of it still runs is killed. Durable with the next checkpoint.
 *
 * @throws DependencyUnknownError when the session has no such job; RunnerError `BAD_OPTION`.
 */
export function recordVerdict(
  manager: SessionManager,
  { id }: Pick<JobDefinition, 'id'>,
  { outcome, comments }: Verdict,
  { device = manager, maxCrashes = DEFAULT_MAX_CRASHES }: VerdictOptions = {},
): JobResult {
  checkRunnerOptions({ maxCrashes });
  const { state, reruns } = device;
  const builder = new JobResultBuilder();
  builder.outcome = outcome;
  if (comments !== undefined) builder.comments = comments;
  const result = builder.build();
  state.updateJobResult(id, result);
  reruns.delete(id);
  const ledger = new Ledger(device.data);
  const underWay = ledger.running.filter(({ job }) => job === id);
  killLeftovers(underWay, manager.storage);
  ledger.forget(id);
  if (state.metadata.runningJobName === id) state.updateMetadata({ runningJobName: null });
  noteWhatIsLeft(manager, maxCrashes);
  return result;
}

function noteWhatIsLeft(manager: SessionManager, maxCrashes: number): void {
  const devices = judgedDevices(manager, { maxCrashes }).map((judged) => ({
    state: judged.device.state,
    isLeft: jobsToDo(judged).length > 0,
  }));
  const isIncomplete = devices.some(({ isLeft }) => isLeft);
  for (const { state, isLeft } of devices) {
    const flags = state.metadata.flagsWith(SESSION_FLAGS.incomplete, isIncomplete);
    state.updateMetadata({ remainingTodoJobs: isLeft, flags });
  }
}
