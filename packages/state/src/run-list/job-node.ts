import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { NeedKind } from './need-kind.js';
import { assertReadable } from './unreadable-field.js';

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
 * @throws StateError when the job can't be read, be it in another field: here, where one bad job is a problem of its own,
 *   and not in the middle of what is done with all.
 */
export function neededIds(job: JobDefinition): readonly JobId[] {
  assertReadable(job);
  const { depends, after } = job;
  const required = requiredIds(job);
  return required.length + after.length === 0 ? depends : [...depends, ...required, ...after];
}

/** The ids of the resource jobs that a job requires. */
export function requiredIds(job: JobDefinition): readonly JobId[] {
  return job.resourceProgram?.resourceIds ?? NO_IDS;
}
