import type { JobId } from '../job-id.js';
import { DependencyUnknownError, type RunListProblem } from '../run-list/problems.js';
import { solveRunList } from '../run-list/solve.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { ChangeLog, JobListChange } from './changes.js';
import type { UnitRegistry } from './unit-registry.js';

const NO_JOBS: readonly JobDefinition[] = Object.freeze([]);
const NO_IDS: readonly JobId[] = Object.freeze([]);

/** What a session is to run: the jobs asked for, and the list that follows from them. Lists are replaced, never changed. */
export class RunPlan {
  readonly #registry: UnitRegistry;
  readonly #changes: ChangeLog;
  #desired: readonly JobDefinition[] = NO_JOBS;
  #mandatory: readonly JobDefinition[] = NO_JOBS;
  #runList: readonly JobDefinition[] = NO_JOBS;

  constructor(registry: UnitRegistry, changes: ChangeLog) {
    this.#registry = registry;
    this.#changes = changes;
  }

  get desired(): readonly JobDefinition[] {
    return this.#desired;
  }

  get mandatory(): readonly JobDefinition[] {
    return this.#mandatory;
  }

  get runList(): readonly JobDefinition[] {
    return this.#runList;
  }

  /** @throws DependencyUnknownError when the session has no such job; then nothing changes. */
  setMandatory(wanted: Iterable<JobId | JobDefinition>): void {
    const jobs = this.#resolve(wanted).map((job) => {
      if (typeof job === 'string' || !this.#registry.jobs.has(job.id)) {
        throw new DependencyUnknownError(job);
      }
      return job;
    });
    this.#mandatory = this.#replaced('mandatoryChanged', this.#mandatory, jobs);
  }

  /** Takes a job that was removed from the session off the mandatory list; the others can't name it. */
  forget(removed: JobDefinition): void {
    const left = this.#mandatory.filter((job) => job !== removed);
    this.#mandatory = this.#replaced('mandatoryChanged', this.#mandatory, left);
  }

  /** Makes the run list for the wanted jobs. */
  setDesired(
    wanted: Iterable<JobId | JobDefinition>,
    includeMandatory: boolean,
  ): readonly RunListProblem[] {
    const { jobs } = this.#registry;
    const { desired, runList, problems } = solveRunList(
      this.#resolve(includeMandatory ? [...this.#mandatory, ...wanted] : wanted),
      (id) => jobs.get(id)?.job,
      (id) => jobs.get(id)?.extraBefore ?? NO_IDS,
    );
    this.#desired = this.#replaced('desiredChanged', this.#desired, desired);
    this.#runList = this.#replaced('runListChanged', this.#runList, runList);
    return problems;
  }

  /** Each job once, as the session defines it; as it was given, if the session doesn't. */
  #resolve(wanted: Iterable<JobId | JobDefinition>): (JobId | JobDefinition)[] {
    const jobs = new Map<JobId, JobId | JobDefinition>();
    for (const job of wanted) {
      const id = typeof job === 'string' ? job : job.id;
      if (!jobs.has(id)) jobs.set(id, this.#registry.jobs.get(id)?.job ?? job);
    }
    return [...jobs.values()];
  }

  /** The new list, or the old one if it says the same. */
  #replaced(
    kind: JobListChange['kind'],
    before: readonly JobDefinition[],
    after: readonly JobDefinition[],
  ): readonly JobDefinition[] {
    if (before.length === after.length && before.every((job, at) => job === after[at])) {
      return before;
    }
    const jobs = Object.freeze([...after]);
    this.#changes.addJobs(kind, jobs);
    return jobs;
  }
}
