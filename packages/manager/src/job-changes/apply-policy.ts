import { MemoryJobResult } from '@plainbox/state';
import type { SessionDevice } from '../device-contexts/session-device.js';
import type { JudgedJob } from './job-changes.js';

/** Characters of a checksum that people are shown. */
const SHOWN = 8;

/** Does to the session what was decided on a changed job; durable with the next checkpoint. */
export function applyPolicy(
  { job, savedChecksum, policy }: JudgedJob,
  { state, reruns }: Pick<SessionDevice, 'state' | 'reruns'>,
): void {
  const { id } = job;
  // Also without a result: it may have been cut off in its first attempt, and what came of that must not stand.
  if (policy === 'rerun') reruns.add(id);
  if (policy !== 'skip') return;
  // With the checksums, since a result that says the same as the last one is none: what was cut off would stand.
  const change = `${savedChecksum.slice(0, SHOWN)} to ${job.checksum.slice(0, SHOWN)}`;
  const comments = `Skipped: the definition of the job has changed since the session was saved (checksum ${change}).`;
  state.updateJobResult(id, new MemoryJobResult({ outcome: 'skip', comments }));
  reruns.delete(id);
  // Nobody is to ask any more what came of an attempt at it that was cut off.
  if (state.metadata.runningJobName === id) state.updateMetadata({ runningJobName: null });
}
