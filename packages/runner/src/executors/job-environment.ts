import type { JobExecution } from './executor.js';

/** Name of the variable with the mark of an attempt. */
export const ATTEMPT_MARK = 'PLAINBOX_ATTEMPT';

/**
 * The environment of a job: all that it is given here, the session's shared folder, the name of the device that it is
 * for, the job's own id, by which processes that outlive a killed runner are found again, and a mark of the attempt, by
 * which those are that a stopped job has left to nobody.
 */
export function jobEnvironment(
  {
    job,
    device,
    shareDirectory,
    resultFile,
  }: Pick<JobExecution, 'job' | 'device' | 'shareDirectory' | 'resultFile'>,
  attemptMark: string,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...inherited,
    PLAINBOX_JOB_ID: job.id,
    [ATTEMPT_MARK]: attemptMark,
    ...(device === null ? {} : { PLAINBOX_DEVICE: device }),
    ...(resultFile === undefined ? {} : { PLAINBOX_JOB_RESULT: resultFile }),
    ...(shareDirectory === undefined ? {} : { PLAINBOX_SESSION_SHARE: shareDirectory }),
  };
}
