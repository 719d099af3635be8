import type { JobState } from '../session/job-state.js';

/** Whether a job tests something, and doesn't only gather facts or files. */
export function isTest({ job }: JobState): boolean {
  return job.plugin !== 'resource' && job.plugin !== 'attachment';
}

/** Whether a job has been run, or skipped. */
export function hasOutcome({ result }: JobState): boolean {
  return Boolean(result.outcome);
}
