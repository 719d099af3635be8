import { type JobDefinition, type JobResult, MemoryJobResult } from '@plainbox/state';
import type { Decision } from './decision.js';

/** How the comment of a result begins that stands for an attempt that was cut off. */
const MARK = 'Cut off:';

/** Whether the result stands for an attempt that was cut off by the end of the process. */
export function isInterruption(result: JobResult): boolean {
  return result.outcome === 'crash' && (result.comments?.startsWith(MARK) ?? false);
}

/** Whether a job whose last attempt was cut off may be tried once more. */
export function mayRunAgain(history: readonly JobResult[], maxCrashes: number): boolean {
  const last = history.at(-1);
  return (
    last !== undefined && isInterruption(last) && history.filter(isInterruption).length < maxCrashes
  );
}

/** Judges a job that was running when the process or the machine died, by the results before. */
export function judgeInterruption(
  job: JobDefinition,
  history: readonly JobResult[],
  maxCrashes: number,
): Decision {
  const crashes = history.filter(isInterruption).length + 1;
  const runsAgain = crashes < maxCrashes;
  const next = runsAgain
    ? 'The job is run again.'
    : `It is not run again: this was time ${crashes} of at most ${maxCrashes}.`;
  return {
    job,
    rule: 'crash',
    outcome: 'crash',
    runsAgain,
    reason: `${MARK} the session ended while the job was running, and the job left no outcome. ${next}`,
  };
}

/** The result that a decision is stored as. */
export function resultOfDecision({ outcome, reason }: Decision): JobResult {
  return new MemoryJobResult({ outcome, comments: reason });
}
