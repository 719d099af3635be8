import {
  type IdPattern,
  type JobDefinition,
  type JobId,
  OUTCOMES,
  type SessionState,
} from '@plainbox/state';

/** Which jobs are to run once more. A job that one of these picks is picked. */
export interface RerunSelection {
  readonly patterns?: readonly IdPattern[];
  /** Those whose last result makes a run a failed one. */
  readonly failed?: boolean;
  /** All that have a result. */
  readonly all?: boolean;
}

/** Outcomes of jobs that were not run because of others. */
const BLOCKED = new Set(['skipped-dependency', 'skipped-resource', 'not-supported']);

/**
 * The jobs of the run list that a selection picks, in the run list's order. With them come those that
 * could not run because of them, directly or through others: they may be able to now.
 */
export function selectReruns(
  state: SessionState,
  { patterns = [], failed = false, all = false }: RerunSelection,
): readonly JobDefinition[] {
  const picked = new Set<JobId>();
  const selected: JobDefinition[] = [];
  // What a job needs stands before it.
  for (const job of state.runList) {
    const result = state.jobs.get(job.id)?.result;
    if (!result || result.outcome === null) continue;
    const isPicked =
      all ||
      patterns.some((pattern) => pattern.matches(job)) ||
      (failed && OUTCOMES.get(result.outcome)?.exportedAs === 'fail') ||
      (BLOCKED.has(result.outcome) && needsOf(job).some((id) => picked.has(id)));
    if (!isPicked) continue;
    picked.add(job.id);
    selected.push(job);
  }
  return selected;
}

function needsOf(job: JobDefinition): readonly JobId[] {
  return [...job.depends, ...(job.resourceProgram?.resourceIds ?? [])];
}
