import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { NeedKind } from './need-kind.js';

const NO_IDS: readonly JobId[] = [];
const NOT_IN_A_GRAPH = -1;

/** A job among all jobs; see {@link JobGraph}. */
export class JobNode {
  readonly job: JobDefinition;
  /** Its number in the graph, from 0, by which the graph's tables know it. That of a job that is gone is given anew. */
  number: number = NOT_IN_A_GRAPH;

  constructor(job: JobDefinition) {
    this.job = job;
  }
}

/** One thing that a job needs. */
export interface Need {
  readonly type: NeedKind;
  readonly id: JobId;
}

/** What a job needs, in the order that decides the run list: `depends`, `requires`, `after`, each as written. */
export function needsOf(job: JobDefinition): readonly Need[] {
  return [
    ...job.depends.map((id): Need => ({ type: 'depends', id })),
    ...requiredIds(job).map((id): Need => ({ type: 'resource', id })),
    ...job.after.map((id): Need => ({ type: 'after', id })),
  ];
}

/**
 * The ids of {@link needsOf}, without the cost of an object for each.
 *
 * @throws StateError when what the job requires can't be understood.
 */
export function neededIds(job: JobDefinition): readonly JobId[] {
  const { depends, after } = job;
  const required = requiredIds(job);
  return required.length + after.length === 0 ? depends : [...depends, ...required, ...after];
}

/** The ids of the resource jobs that a job requires. */
export function requiredIds(job: JobDefinition): readonly JobId[] {
  return job.resourceProgram?.resourceIds ?? NO_IDS;
}
