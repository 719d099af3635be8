import type { JobExecution } from './executor.js';

/**
 * The environment of a job: all that it is given here, the session's shared folder, the name of the device that it is
 * for, and the job's own id, by which processes that outlive a killed runner are found again.
 */
export function jobEnvironment(
  {
    job,
    device,
    shareDirectory,
    resultFile,
  }: Pick<JobExecution, 'job' | 'device' | 'shareDirectory' | 'resultFile'>,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...inherited,
    PLAINBOX_JOB_ID: job.id,
    ...(device === null ? {} : { PLAINBOX_DEVICE: device }),
    ...(resultFile === undefined ? {} : { PLAINBOX_JOB_RESULT: resultFile }),
    ...(shareDirectory === undefined ? {} : { PLAINBOX_SESSION_SHARE: shareDirectory }),
  };
}
