import type { SessionState } from '../session/session-state.js';
import type { JobDefinition } from '../units/job-definition.js';

/** How long a run list is thought to take, in seconds; a part is missing when a job of it doesn't say how long it takes. */
export interface EstimatedDuration {
  /** Jobs that run on their own. */
  readonly automated: number | undefined;
  /** Jobs that need a person. */
  readonly manual: number | undefined;
}

const MANUAL_OVERHEAD = 30;

/**
 * Estimates how long the run list takes.
 *
 * @param manualOverhead the seconds that a person needs for each job, besides the job's own duration.
 */
export function estimatedDuration(
  { runList }: SessionState,
  manualOverhead: number = MANUAL_OVERHEAD,
): EstimatedDuration {
  return {
    automated: sum(
      runList.filter(({ automated }) => automated).map((job) => job.estimatedDuration),
    ),
    manual: sum(
      runList
        .filter(({ automated }) => !automated)
        .map((job) => durationWithPerson(job, manualOverhead)),
    ),
  };
}

/** A job without a command takes no time of its own, however little it says about it. */
function durationWithPerson(job: JobDefinition, overhead: number): number | undefined {
  const own = job.estimatedDuration ?? (job.command ? undefined : 0);
  return own === undefined ? undefined : overhead + own;
}

function sum(durations: readonly (number | undefined)[]): number | undefined {
  return durations.reduce<number | undefined>(
    (total, each) => (total === undefined || each === undefined ? undefined : total + each),
    0,
  );
}
