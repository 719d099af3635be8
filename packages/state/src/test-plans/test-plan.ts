import type { JobOverrides } from '../session/job-overrides.js';
import type { IdPattern } from './id-pattern.js';
import type { Qualifier } from './qualifier.js';

/** Fields that a test plan replaces in all jobs that a pattern chooses. */
export interface PatternOverrides {
  /** Which jobs. */
  readonly pattern: IdPattern;
  /** What is replaced in them. */
  readonly overrides: JobOverrides;
}

/** What a session has to know of a test plan. {@link testPlanFromUnit} reads it from a unit. */
export interface TestPlan {
  /** The full id. */
  readonly id: string;
  /** Chooses the jobs that the plan consists of. */
  readonly include: readonly Qualifier[];
  /** Chooses the jobs that run whatever the user picks. */
  readonly mandatory: readonly Qualifier[];
  /** Chooses the jobs that run before all others, to find out what there is. */
  readonly bootstrap: readonly Qualifier[];
  /** Sorted by pattern; where several match a job, the later ones win. */
  readonly overrides: readonly PatternOverrides[];
}
