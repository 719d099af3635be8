import { MemoryJobResult } from '@plainbox/state';
import type { SessionDevice } from '../device-contexts/session-device.js';
import type { JudgedJob } from './job-changes.js';

/** Does to the session what was decided on a changed job; durable with the next checkpoint. */
export function applyPolicy(
  { job, policy }: JudgedJob,
  { state, reruns }: Pick<SessionDevice, 'state' | 'reruns'>,
): void {
  const { id } = job;
  // Also without a result: it may have been cut off in its first attempt, and what came of that must not stand.
  if (policy === 'rerun') reruns.add(id);
  if (policy !== 'skip') return;
  // Counted, since a result that says what the last one does is none: what was cut off would stand.
  const attempts = state.jobs.get(id)?.resultHistory.length ?? 0;
  const comments = `Skipped: the definition of the job has changed since the session was saved, with ${attempts} results of the job.`;
  state.updateJobResult(id, new MemoryJobResult({ outcome: 'skip', comments }));
  reruns.delete(id);
  // Nobody is to ask any more what came of an attempt at it that was cut off.
  if (state.metadata.runningJobName === id) state.updateMetadata({ runningJobName: null });
}
