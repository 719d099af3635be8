import type { SessionDevice } from '@plainbox/manager';
import type { JobId } from '@plainbox/state';
import { mayRunAgain } from './decisions/cut-off-results.js';

/** How often a job may be cut off before it counts as crashed, unless one says otherwise. */
export const DEFAULT_MAX_CRASHES = 2;

/** Whether a job is to run on a device: it has no result there, or none that is to stay. */
export function isToDo(
  { state, reruns }: Pick<SessionDevice, 'state' | 'reruns'>,
  id: JobId,
  maxCrashes: number = DEFAULT_MAX_CRASHES,
): boolean {
  const job = state.jobs.get(id);
  if (!job || job.result.outcome === null || job.result.outcome === 'undecided') return true;
  return reruns.has(id) || mayRunAgain(job.resultHistory, maxCrashes);
}
