import type { JobDefinition } from '@plainbox/state';

/**
 * Whether a job runs with no other beside it: one that takes the machine down with it, or that
 * needs the one person there is.
 */
export function isExclusive(job: JobDefinition): boolean {
  return !job.automated || endsSession(job);
}

/** Whether the job may end the session by itself, such as by a reboot. */
export function endsSession(job: JobDefinition): boolean {
  return job.flags.has('noreturn') || job.flags.has('autorestart');
}
