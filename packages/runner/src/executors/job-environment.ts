import type { JobExecution } from './executor.js';

/** Name of the variable with the mark of an attempt. */
export const ATTEMPT_MARK = 'PLAINBOX_ATTEMPT';

/** The runner may be part of another job itself, whose variables say nothing of this one. */
const OF_A_JOB: ReadonlySet<string> = new Set([
  'PLAINBOX_JOB_ID',
  ATTEMPT_MARK,
  'PLAINBOX_DEVICE',
  'PLAINBOX_JOB_RESULT',
  'PLAINBOX_SESSION_SHARE',
]);

/**
 * The environment of a job: all that it is given here, the session's shared folder, the name of the device that it is
 * for, the job's own id, and the mark of the attempt, by which processes are found that outlive a killed runner, or that
 * a stopped job has left to nobody.
 */
export function jobEnvironment(
  {
    job,
    device,
    shareDirectory,
    resultFile,
    mark,
  }: Pick<JobExecution, 'job' | 'device' | 'shareDirectory' | 'resultFile' | 'mark'>,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const own = Object.entries(inherited).filter(([name]) => !OF_A_JOB.has(name));
  return {
    ...Object.fromEntries(own),
    PLAINBOX_JOB_ID: job.id,
    [ATTEMPT_MARK]: mark,
    ...(device === null ? {} : { PLAINBOX_DEVICE: device }),
    ...(resultFile === undefined ? {} : { PLAINBOX_JOB_RESULT: resultFile }),
    ...(shareDirectory === undefined ? {} : { PLAINBOX_SESSION_SHARE: shareDirectory }),
  };
}
