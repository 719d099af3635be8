import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { DependencyType } from './problems.js';

/** Finds a job among all that may run. */
export type JobLookup = (id: JobId) => JobDefinition | undefined;

/** One thing that a job needs; the target is missing when there is no such job. */
export interface Need {
  readonly type: DependencyType;
  readonly id: JobId;
  readonly target: PulledJob | undefined;
}

/** What a walk over the dependencies knows about a job. */
export type Mark =
  /** Not met, or met on a trail that broke elsewhere. */
  | 'new'
  /** On the way from the root to where the walk stands. */
  | 'trail'
  /** The job can run, and so can all that it needs. */
  | 'good'
  /** The job has a problem. */
  | 'removed';

const NO_NEEDS: readonly Need[] = [];

/** A job in the graph of dependencies, while a run list is made. */
export class PulledJob {
  readonly job: JobDefinition;
  /** In the order that decides the run list: `depends`, `requires`, `after`, each as written. */
  needs: readonly Need[] = NO_NEEDS;
  mark: Mark = 'new';
  /** The next of {@link needs} that the walk follows. */
  next = 0;

  constructor(job: JobDefinition) {
    this.job = job;
  }
}
