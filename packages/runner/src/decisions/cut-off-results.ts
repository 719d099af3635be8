import type { JobResult } from '@plainbox/state';

/** How the comment of a result begins that stands for an attempt that was cut off. */
export function cutOffComment(what: 'the machine went down' | 'the session ended'): string {
  return `Cut off: ${what} while the job was running, and the job left no outcome.`;
}

const COMMENTS = [cutOffComment('the machine went down'), cutOffComment('the session ended')];

/**
 * Whether the result stands for an attempt that the end of the process cut off. Told by its comment,
 * which every format keeps and plainbox (Python) as well: a session that went through it must not
 * forget how often a job took the machine down.
 */
export function isCutOff({ outcome, comments }: JobResult): boolean {
  return outcome === 'crash' && COMMENTS.some((begin) => comments?.startsWith(begin));
}

/** Whether a job's last attempt was cut off, and so few before that it may be tried once more. */
export function mayRunAgain(history: readonly JobResult[], maxCrashes: number): boolean {
  const last = history.at(-1);
  return last !== undefined && isCutOff(last) && history.filter(isCutOff).length < maxCrashes;
}
