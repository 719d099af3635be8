import type { JobDefinition } from '@plainbox/state';

/**
 * The environment of a job: all that it is given here, the session's shared folder, and the job's
 * own id, by which processes that outlive a killed runner are found again.
 */
export function jobEnvironment(
  job: JobDefinition,
  inherited: NodeJS.ProcessEnv,
  shareDirectory: string | undefined,
): NodeJS.ProcessEnv {
  return {
    ...inherited,
    PLAINBOX_JOB_ID: job.id,
    ...(shareDirectory === undefined ? {} : { PLAINBOX_SESSION_SHARE: shareDirectory }),
  };
}
