import type { StateError } from '../errors.js';
import type { JobResult } from '../results/job-result.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { Unit } from '../units/unit.js';
import type { JobState } from './job-state.js';

/**
 * What a session tells its listeners, and with which arguments. An operation first changes everything that it changes,
 * readiness included; then its events come, in the order in which plainbox would send them.
 */
export interface SessionEvents {
  /** Jobs came or went, or one has a new result. */
  jobStateMapChanged: [];
  /** A result was given to a job, even if it says what the last one said. */
  jobResultChanged: [job: JobDefinition, result: JobResult];
  /** A unit came, of whatever kind. */
  unitAdded: [unit: Unit];
  /** A unit went, of whatever kind. */
  unitRemoved: [unit: Unit];
  /** A job came: given, generated, or a sibling of one. */
  jobAdded: [job: JobDefinition];
  /** A job went, with its results. */
  jobRemoved: [job: JobDefinition];
  /** The reasons against starting these jobs changed: once per operation, after all its other events. */
  readinessChanged: [jobs: readonly JobState[]];
  /** Something went wrong that doesn't stop the operation, such as output of a resource job that can't be read. */
  problemFound: [problem: StateError];
}
