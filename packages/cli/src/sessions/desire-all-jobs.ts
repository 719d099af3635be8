import {
  BadRequirementError,
  FieldError,
  JobDefinition,
  type RunListProblem,
  type SessionState,
  StateError,
  SUSPEND_FLAGS,
  type Unit,
} from '@plainbox/state';

/** What came of it that a session is to run all its jobs. */
export interface AllJobs {
  readonly problems: readonly RunListProblem[];
  /** They were to run after a suspend as well, and nothing suspends the machine. */
  readonly withoutSuspend: readonly JobDefinition[];
}

/**
 * Puts all jobs of a new session on its run list, those among them that other jobs ask for as their siblings. A resume
 * makes the siblings by itself.
 *
 * @throws DependencyDuplicateError when a sibling has the id of another job.
 */
export function desireAllJobs(state: SessionState, units: readonly Unit[]): AllJobs {
  const asked = units.filter((unit) => unit instanceof JobDefinition);
  const unreadable = asked.flatMap((job) => addSiblings(state, job) ?? []);
  const jobs = [...state.jobs.values()].map(({ job }) => job);
  const given = new Set(units);
  const withoutSuspend = jobs.filter((job) => !given.has(job) && lacksSuspend(job, state));
  const problems = state.updateDesiredJobs(jobs.filter((job) => !withoutSuspend.includes(job)));
  return { problems: [...unreadable, ...problems], withoutSuspend };
}

/** Adds the siblings of a job; gives what is wrong when they can't be read, or are too many. */
function addSiblings(state: SessionState, job: JobDefinition): RunListProblem | undefined {
  try {
    if (asksForSiblings(job)) state.addUnit(job);
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return new BadRequirementError(job, error, error.field);
    throw error;
  }
}

function asksForSiblings(job: JobDefinition): boolean {
  return job.siblings.length > 0 || SUSPEND_FLAGS.some(({ flag }) => job.flags.has(flag));
}

function lacksSuspend(job: JobDefinition, { jobs }: SessionState): boolean {
  const missing = SUSPEND_FLAGS.map(({ suspendJob }) => suspendJob).filter((id) => !jobs.has(id));
  try {
    return missing.some((id) => job.depends.includes(id));
  } catch (error) {
    // The list of all jobs tells what is wrong with it.
    if (error instanceof StateError) return false;
    throw error;
  }
}
