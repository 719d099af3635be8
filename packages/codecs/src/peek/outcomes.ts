import type { ExactJson } from '@plainbox/state';

const NO_OUTCOME = 'none';

/** Counts a job by the outcome of its last result, one more or one less. */
export function countOutcome(
  outcomes: Map<string, number>,
  outcome: ExactJson | undefined,
  step: 1 | -1,
): void {
  const key = typeof outcome === 'string' ? outcome : NO_OUTCOME;
  const jobs = (outcomes.get(key) ?? 0) + step;
  if (jobs > 0) outcomes.set(key, jobs);
  else outcomes.delete(key);
}
