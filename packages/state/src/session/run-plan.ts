import type { JobId } from '../job-id.js';
import type { JobReadiness } from '../readiness/job-readiness.js';
import type { JobNode } from '../run-list/job-node.js';
import { DependencyUnknownError, type RunListProblem } from '../run-list/problems.js';
import { solveRunList } from '../run-list/solve.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { ChangeLog, JobListChange } from './changes.js';
import type { UnitRegistry } from './unit-registry.js';

const NO_JOBS: readonly JobDefinition[] = Object.freeze([]);

/** What a session is to run: the jobs asked for, and the list that follows from them. Lists are replaced, never changed. */
export class RunPlan {
  readonly #registry: UnitRegistry;
  readonly #changes: ChangeLog;
  #desired: readonly JobDefinition[] = NO_JOBS;
  #mandatory: Set<JobDefinition> = new Set();
  /** The same as a list; made when somebody asks for it, so that jobs can be removed one by one without a new list each. */
  #mandatoryList: readonly JobDefinition[] | undefined = NO_JOBS;
  #runList: readonly JobDefinition[] = NO_JOBS;
  #nodes: readonly JobReadiness[] = [];

  constructor(registry: UnitRegistry, changes: ChangeLog) {
    this.#registry = registry;
    this.#changes = changes;
  }

  get desired(): readonly JobDefinition[] {
    return this.#desired;
  }

  get mandatory(): readonly JobDefinition[] {
    this.#mandatoryList ??= Object.freeze([...this.#mandatory]);
    return this.#mandatoryList;
  }

  get runList(): readonly JobDefinition[] {
    return this.#runList;
  }

  /** The jobs of the run list in the graph; another list only when the run list is another. */
  get nodes(): readonly JobReadiness[] {
    return this.#nodes;
  }

  /** @throws DependencyUnknownError when the session has no such job; then nothing changes. */
  setMandatory(wanted: Iterable<JobId | JobDefinition>): void {
    const jobs = new Set<JobDefinition>();
    for (const job of wanted) {
      const node = this.#registry.findNamed(job);
      if (node === undefined) throw new DependencyUnknownError(job);
      jobs.add(node.job);
    }
    const before = this.mandatory;
    const after = this.#replaced('mandatoryChanged', before, Object.freeze([...jobs]));
    if (after === before) return;
    this.#mandatory = jobs;
    this.#mandatoryList = after;
  }

  /** Takes jobs that were removed from the session off the mandatory list; the others can't name them. */
  forget(removed: readonly JobDefinition[]): void {
    const before = this.#mandatory.size;
    for (const job of removed) this.#mandatory.delete(job);
    if (this.#mandatory.size === before) return;
    this.#mandatoryList = undefined;
    if (this.#changes.isWatched) this.#changes.addJobs('mandatoryChanged', this.mandatory);
  }

  /** Makes the run list for the wanted jobs. */
  setDesired(
    wanted: Iterable<JobId | JobDefinition>,
    includeMandatory: boolean,
  ): readonly RunListProblem[] {
    const registry = this.#registry;
    // Most often nothing is mandatory, and a list of one part is copied at once.
    const mandatory = includeMandatory ? this.mandatory : NO_JOBS;
    const all = mandatory.length > 0 ? [...mandatory, ...wanted] : [...wanted];
    const solution = solveRunList(registry.findAll(all), registry.graph, registry.extraBefore);
    this.#desired = this.#replaced('desiredChanged', this.#desired, jobsOf(solution.desired));
    const runList = this.#replaced('runListChanged', this.#runList, jobsOf(solution.runList));
    if (runList !== this.#runList) {
      this.#runList = runList;
      this.#nodes = solution.runList as readonly JobReadiness[];
    }
    return solution.problems;
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
    this.#changes.addJobs(kind, after);
    return after;
  }
}

function jobsOf(nodes: readonly JobNode[]): readonly JobDefinition[] {
  return Object.freeze(nodes.map(({ job }) => job));
}
