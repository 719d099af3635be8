import { StateError } from '../errors.js';
import type { JobId } from '../job-id.js';
import type { ResourceExpression } from '../resources/expressions/resource-expression.js';
import type { JobDefinition } from '../units/job-definition.js';

/** Why a job can't start now. */
export type InhibitorCause =
  /** Nobody asked for the job. */
  | 'UNDESIRED'
  /** A job that it needs has not run. */
  | 'PENDING_DEP'
  /** A job that it needs did not pass. */
  | 'FAILED_DEP'
  /** What it requires is not known, as a resource job has not run. */
  | 'PENDING_RESOURCE'
  /** What it requires is not so. */
  | 'FAILED_RESOURCE'
  /** A job that it salvages did not fail. */
  | 'NOT_FAILED_DEP'
  /** The manifest says otherwise. */
  | 'REQUIRED_MANIFEST';

/** What an inhibitor is made from; which fields are needed depends on the cause. */
export interface InhibitorFields {
  /** What is against starting the job. */
  readonly cause: InhibitorCause;
  /** The job that it waits for; required with every cause but `UNDESIRED`, unless `relatedJobId` is given. */
  readonly relatedJob?: JobDefinition | undefined;
  /** Needed only where the related job is not known to the session. */
  readonly relatedJobId?: JobId | undefined;
  /** The resource expression that isn't met; required with the two causes about resources. */
  readonly relatedExpression?: ResourceExpression | undefined;
  /** Ids of the manifest entries that aren't met; required with `REQUIRED_MANIFEST`. */
  readonly relatedManifests?: readonly string[] | undefined;
}

type NeededField = 'relatedJobId' | 'relatedExpression' | 'relatedManifests';

const NEEDED: Readonly<Record<InhibitorCause, readonly NeededField[]>> = {
  UNDESIRED: [],
  PENDING_DEP: ['relatedJobId'],
  FAILED_DEP: ['relatedJobId'],
  PENDING_RESOURCE: ['relatedJobId', 'relatedExpression'],
  FAILED_RESOURCE: ['relatedJobId', 'relatedExpression'],
  NOT_FAILED_DEP: ['relatedJobId'],
  REQUIRED_MANIFEST: ['relatedJobId', 'relatedManifests'],
};

const TEXTS: Readonly<Record<InhibitorCause, (inhibitor: ReadinessInhibitor) => string>> = {
  UNDESIRED: () => 'nobody asked for it',
  PENDING_DEP: ({ relatedJobId }) => `${relatedJobId} has not run yet`,
  FAILED_DEP: ({ relatedJobId }) => `${relatedJobId} did not pass`,
  PENDING_RESOURCE: ({ relatedJobId, relatedExpression }) =>
    `${relatedJobId} has to run first, to tell whether ${relatedExpression}`,
  FAILED_RESOURCE: ({ relatedExpression }) => `it is not so that ${relatedExpression}`,
  NOT_FAILED_DEP: ({ relatedJobId }) => `${relatedJobId} did not fail`,
  REQUIRED_MANIFEST: ({ relatedManifests }) =>
    `the manifest says otherwise about ${relatedManifests?.join(', ')}`,
};

/** One reason why a job can't start now: immutable. */
export class ReadinessInhibitor {
  /** What kind of reason it is. */
  readonly cause: InhibitorCause;
  /** The id of {@link relatedJob}, or of a job that the session doesn't know. */
  readonly relatedJobId: JobId | undefined;
  /** The job waited for; for a manifest the job itself. */
  readonly relatedJob: JobDefinition | undefined;
  /** The expression of `requires` concerned. */
  readonly relatedExpression: ResourceExpression | undefined;
  /** Ids of the manifest entries that have another value. */
  readonly relatedManifests: readonly string[] | undefined;

  /** @throws StateError `BAD_INHIBITOR` when a field that the cause needs is missing. */
  constructor(fields: InhibitorFields) {
    this.cause = fields.cause;
    this.relatedJob = fields.relatedJob;
    this.relatedJobId = fields.relatedJob?.id ?? fields.relatedJobId;
    this.relatedExpression = fields.relatedExpression;
    this.relatedManifests = fields.relatedManifests;
    const needed = NEEDED[fields.cause];
    if (needed === undefined) {
      throw new StateError(
        'BAD_INHIBITOR',
        `nothing is inhibited by cause ${String(fields.cause)}`,
      );
    }
    const missing = needed.find((field) => this[field] === undefined);
    if (missing !== undefined) {
      throw new StateError('BAD_INHIBITOR', `an inhibitor of cause ${this.cause} needs ${missing}`);
    }
  }

  /** The reason, for people. */
  get text(): string {
    return TEXTS[this.cause](this);
  }

  /** Whether both give the same reason: jobs count as equal by definition, expressions by text. */
  equals(other: ReadinessInhibitor): boolean {
    return (
      this === other ||
      (this.cause === other.cause &&
        this.relatedJobId === other.relatedJobId &&
        sameJob(this.relatedJob, other.relatedJob) &&
        this.relatedExpression?.text === other.relatedExpression?.text &&
        this.relatedManifests?.join('\0') === other.relatedManifests?.join('\0'))
    );
  }

  toString(): string {
    return this.text;
  }
}

/** The one inhibitor of every job that nobody asked for. */
export const UNDESIRED: readonly [ReadinessInhibitor] = Object.freeze([
  new ReadinessInhibitor({ cause: 'UNDESIRED' }),
]);

function sameJob(a: JobDefinition | undefined, b: JobDefinition | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
