import type { Outcome } from '@plainbox/state';

/** The outcomes that a checkpoint may hold beside null, each as one string for all results. */
export const OUTCOMES: ReadonlyMap<string, Outcome> = new Map(
  (
    [
      'crash',
      'fail',
      'not-implemented',
      'not-supported',
      'pass',
      'skip',
      'skipped-dependency',
      'skipped-manifest',
      'skipped-resource',
      'undecided',
    ] as const
  ).map((outcome) => [outcome, outcome]),
);
