import { type ChangedDefinition, IncompatibleJobError } from '@plainbox/codecs';
import type { SessionDevice } from '../device-contexts/session-device.js';
import { checkDecision } from './check-policies.js';
import type { ChangedJobJudge, ChangedJobPolicy, JudgedJob } from './job-changes.js';

/**
 * Decides on each job whose definition changed, one after the other.
 *
 * @throws IncompatibleJobError for the first one on which the session fails; ManagerError `BAD_POLICY` where a function
 *   decides nothing that there is.
 */
export async function judgeChangedJobs(
  changed: readonly ChangedDefinition[],
  { state, device }: Pick<SessionDevice, 'state' | 'device'>,
  policy: ChangedJobPolicy | ChangedJobJudge,
): Promise<readonly JudgedJob[]> {
  const judged: JudgedJob[] = [];
  for (const { job, savedChecksum } of changed) {
    const result = state.jobs.get(job.id)?.result;
    if (result === undefined) continue;
    const one = { job, device, savedChecksum, result };
    const decision = typeof policy === 'function' ? await policy(one) : policy;
    checkDecision(decision);
    if (decision === 'fail') throw new IncompatibleJobError(job.id);
    judged.push({ ...one, policy: decision });
  }
  return judged;
}
