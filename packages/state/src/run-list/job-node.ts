import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { DependencyType } from './problems.js';

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

/** All jobs among which a run list is made. */
export interface JobGraph {
  /** Another number whenever a job has come or gone. */
  readonly version: number;
  find(id: JobId): JobNode | undefined;
}

const NO_TARGETS: readonly (JobNode | undefined)[] = [];

/**
 * A job among all jobs, with those that it needs at hand: looking each up by its id is what a run list costs most. What
 * walks note here counts for the walk alone.
 */
export class JobNode {
  readonly job: JobDefinition;
  /** The walk that the notes below belong to. */
  walk: object | undefined;
  mark: Mark = 'new';
  /** Whether the job itself was asked for. */
  isWanted = false;
  /** The next target that the walk follows. */
  next = 0;
  #targets: readonly (JobNode | undefined)[] = NO_TARGETS;
  #targetsVersion = -1;

  constructor(job: JobDefinition) {
    this.job = job;
  }

  /** The jobs that this one needs, as {@link needsOf} names them; missing where there is no such job. */
  get targets(): readonly (JobNode | undefined)[] {
    return this.#targets;
  }

  /**
   * Looks up the jobs that this one needs, unless that is done and still right.
   *
   * @throws StateError when what it requires can't be understood.
   */
  link(graph: JobGraph): void {
    if (this.#targetsVersion === graph.version) return;
    const ids = neededIds(this.job);
    this.#targets = ids.length === 0 ? NO_TARGETS : ids.map((id) => graph.find(id));
    this.#targetsVersion = graph.version;
  }
}

/** One thing that a job needs. */
export interface Need {
  readonly type: DependencyType;
  readonly id: JobId;
}

/** What a job needs, in the order that decides the run list: `depends`, `requires`, `after`, each as written. */
export function needsOf(job: JobDefinition): readonly Need[] {
  return [
    ...job.depends.map((id): Need => ({ type: 'depends', id })),
    ...(job.resourceProgram?.resourceIds ?? []).map((id): Need => ({ type: 'resource', id })),
    ...job.after.map((id): Need => ({ type: 'after', id })),
  ];
}

/** The ids of {@link needsOf}, without the cost of an object for each. */
function neededIds(job: JobDefinition): readonly JobId[] {
  const { depends, after } = job;
  const resources = job.resourceProgram?.resourceIds;
  if (resources === undefined && after.length === 0) return depends;
  return [...depends, ...(resources ?? []), ...after];
}
