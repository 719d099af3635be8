import { StateError, type StateErrorCode } from '../errors.js';
import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';

/** How one job needs another: which field says so, `resource` standing for `requires`. */
export type DependencyType = 'depends' | 'resource' | 'after' | 'before';

/**
 * Why a job could not get on the run list. The job that a problem affects is off the desired list and the
 * run list; the jobs that need it follow with problems of their own.
 */
export abstract class RunListProblem extends StateError {
  /** The job that cannot run. */
  readonly affectedJobId: JobId;
  /** Its definition; missing only when the session doesn't know the job. */
  readonly affectedJob: JobDefinition | undefined;
  /** The job that is to blame, when that is a job of the session. */
  readonly affectingJob: JobDefinition | undefined;

  constructor(
    code: StateErrorCode,
    message: string,
    affected: JobDefinition | JobId,
    affecting: JobDefinition | undefined,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.affectedJobId = typeof affected === 'string' ? affected : affected.id;
    this.affectedJob = typeof affected === 'string' ? undefined : affected;
    this.affectingJob = affecting;
  }
}

/** A job was asked for that the session doesn't have. */
export class DependencyUnknownError extends RunListProblem {
  override readonly name: string = 'DependencyUnknownError';

  constructor(job: JobDefinition | JobId) {
    const id = typeof job === 'string' ? job : job.id;
    super(
      'UNKNOWN_JOB',
      `the session has no job ${quoted(id)}: add its unit first, or take it off the list of desired jobs`,
      job,
      undefined,
    );
  }
}

/** A job needs a job that the session doesn't have, or that has a problem itself. */
export class DependencyMissingError extends RunListProblem {
  override readonly name: string = 'DependencyMissingError';
  /** The job that is needed. */
  readonly missingJobId: JobId;
  /** Which field names it. */
  readonly dependencyType: DependencyType;

  constructor(job: JobDefinition, missingJobId: JobId, dependencyType: DependencyType) {
    const field = dependencyType === 'resource' ? 'requires' : dependencyType;
    super(
      'MISSING_DEPENDENCY',
      `job ${quoted(job.id)} needs ${quoted(missingJobId)} (field ${field}), which is not there or can't run itself`,
      job,
      undefined,
    );
    this.missingJobId = missingJobId;
    this.dependencyType = dependencyType;
  }
}

/** Jobs of one `group`, which run one after the other and are ordered as one. */
export interface JobGroup {
  /** The name that they share. */
  readonly group: string;
  /** In the order in which the run list pulls them in. */
  readonly members: readonly JobDefinition[];
}

/** Jobs, or groups of jobs, wait for each other. */
export class DependencyCycleError extends RunListProblem {
  override readonly name: string = 'DependencyCycleError';
  /** Each needs the next, and the first is also the last. */
  readonly jobList: readonly (JobDefinition | JobGroup)[];

  constructor(jobList: readonly (JobDefinition | JobGroup)[]) {
    const [first] = jobList;
    const affected = first && 'members' in first ? first.members[0] : first;
    if (affected === undefined) throw new TypeError('a cycle needs at least one job');
    super(
      'DEPENDENCY_CYCLE',
      `jobs wait for each other: ${jobList.map(nameOf).join(' → ')}; remove one of these dependencies`,
      affected,
      affected,
    );
    this.jobList = jobList;
  }
}

/** Two different definitions share an id. */
export class DependencyDuplicateError extends RunListProblem {
  override readonly name: string = 'DependencyDuplicateError';
  /** The definition that came first, and is kept. */
  readonly job: JobDefinition;
  /** The other one. */
  readonly duplicateJob: JobDefinition;

  constructor(job: JobDefinition, duplicateJob: JobDefinition) {
    super(
      'DUPLICATE_JOB',
      `two different definitions of job ${quoted(job.id)}${places(job, duplicateJob)}: rename one or remove it`,
      job,
      duplicateJob,
    );
    this.job = job;
    this.duplicateJob = duplicateJob;
  }
}

/**
 * A field of a job can't be read: what it `requires` or depends on, when it is to run, what it salvages. So nobody can
 * say whether it may start.
 */
export class BadRequirementError extends RunListProblem {
  override readonly name: string = 'BadRequirementError';
  /** The field that can't be read. */
  readonly field: string;

  constructor(job: JobDefinition, cause: unknown, field = 'requires') {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super('BAD_REQUIRES', `field ${field} of job ${quoted(job.id)}: ${reason}`, job, undefined, {
      cause,
    });
    this.field = field;
  }
}

function nameOf(member: JobDefinition | JobGroup): string {
  return 'members' in member ? `group ${member.group}` : member.id;
}

function quoted(id: JobId): string {
  return JSON.stringify(id);
}

function places(...jobs: readonly JobDefinition[]): string {
  const known = jobs.map(placeOf).filter((place) => place !== undefined);
  return known.length > 0 ? ` (${known.join(' and ')})` : '';
}

function placeOf({ origin }: JobDefinition): string | undefined {
  if (origin?.file === undefined) return undefined;
  return origin.lines ? `${origin.file}:${origin.lines[0]}` : origin.file;
}
