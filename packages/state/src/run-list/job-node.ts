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

const NO_IDS: readonly JobId[] = [];
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
  /** Where among the {@link targets} those of `requires` begin; before them are those of `depends`. */
  requiresStart = 0;
  /** Where those of `after` begin, which are the rest. */
  afterStart = 0;
  #targets: readonly (JobNode | undefined)[] = NO_TARGETS;
  #targetsVersion = -1;

  constructor(job: JobDefinition) {
    this.job = job;
  }

  /** The jobs that this one needs, as {@link needsOf} names them; missing where there is no such job. */
  get targets(): readonly (JobNode | undefined)[] {
    return this.#targets;
  }

  /** Whether the {@link targets} are right. */
  isLinked(graph: JobGraph): boolean {
    return this.#targetsVersion === graph.version;
  }

  /**
   * Looks up the jobs that this one needs, unless that is done and still right.
   *
   * @throws StateError when what it requires can't be understood.
   */
  link(graph: JobGraph): void {
    if (this.isLinked(graph)) return;
    this.linkTo(
      this.neededIds().map((id) => graph.find(id)),
      graph,
    );
  }

  /** Takes in the jobs of its {@link neededIds}. */
  linkTo(targets: readonly (JobNode | undefined)[], graph: JobGraph): void {
    this.#targets = targets.length === 0 ? NO_TARGETS : targets;
    this.#targetsVersion = graph.version;
  }

  /**
   * The ids of {@link needsOf}, without the cost of an object for each.
   *
   * @throws StateError when what it requires can't be understood.
   */
  neededIds(): readonly JobId[] {
    const { depends, after, resourceProgram } = this.job;
    const required = resourceProgram?.resourceIds ?? NO_IDS;
    this.requiresStart = depends.length;
    this.afterStart = depends.length + required.length;
    if (required.length + after.length === 0) return depends;
    return [...depends, ...required, ...after];
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
