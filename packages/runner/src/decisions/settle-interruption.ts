import type { SessionState } from '@plainbox/state';
import type { Decision } from './decision.js';
import { judgeInterruption, resultOfDecision } from './interruption.js';

/**
 * Settles what was running when the session was cut off, if anything was, and puts the result that
 * stands for the lost attempt into the session.
 */
export function settleInterruption(state: SessionState, maxCrashes: number): Decision | undefined {
  const interrupted = state.jobs.get(state.metadata.runningJobName ?? '');
  if (!interrupted) return undefined;
  const decision = judgeInterruption(interrupted.job, interrupted.resultHistory, maxCrashes);
  state.updateJobResult(interrupted.job.id, resultOfDecision(decision));
  return decision;
}
