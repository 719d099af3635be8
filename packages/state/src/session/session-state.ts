import type { StateError } from '../errors.js';
import { Emitter, type Listener, type ListenOptions, type Unsubscribe } from '../events/emitter.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import type { JobId } from '../job-id.js';
import type { JobReadiness } from '../readiness/job-readiness.js';
import { ReadinessGraph } from '../readiness/readiness-graph.js';
import type { Resource } from '../resources/resource.js';
import type { IoLogReader } from '../results/io-log.js';
import type { JobResult } from '../results/job-result.js';
import { DependencyUnknownError, type RunListProblem } from '../run-list/problems.js';
import { solveRunList } from '../run-list/solve.js';
import { JobDefinition } from '../units/job-definition.js';
import type { Unit } from '../units/unit.js';
import { Announcements } from './announcements.js';
import { ChangeLog, type ChangeTracker, type JobListChange } from './changes.js';
import { JobOnRunListError } from './errors.js';
import type { JobState } from './job-state.js';
import { readResourceOutput } from './resource-output.js';
import type { SessionEvents } from './session-events.js';
import { changedMetadata, SessionMetadata, type SessionMetadataPatch } from './session-metadata.js';
import type { SystemInformation } from './system-information.js';
import type { TrackedJob } from './tracked-job.js';
import { type JobPlan, UnitRegistry } from './unit-registry.js';

/** How a session is made. */
export interface SessionStateOptions {
  /** Reads the logs of results on disk; needed as soon as a resource job has such a result. */
  readonly readIoLog?: IoLogReader | undefined;
  /** Asks the machine about itself, once, when {@link SessionState.systemInformation} is first read. */
  readonly collectSystemInformation?: (() => SystemInformation) | undefined;
  /** What is known about the machine that no job can find out; see {@link SessionState.updateManifest}. */
  readonly manifest?: ReadonlyMap<string, ExactJson> | undefined;
  /** For the export of test plans: templates work without resources, and different jobs of one id don't clash. */
  readonly fakeResources?: boolean | undefined;
}

const NO_JOBS: readonly JobDefinition[] = Object.freeze([]);
const NO_IDS: readonly JobId[] = Object.freeze([]);
const NO_PROBLEMS: readonly StateError[] = Object.freeze([]);
const NO_INFORMATION: SystemInformation = new Map();

/**
 * Jobs, results, readiness, desired and mandatory jobs, run list, resources and metadata of one session, in memory.
 *
 * Whatever changes goes through its methods. Each first checks, then changes everything including readiness, then sends
 * its events; what it refuses it has not begun.
 */
export class SessionState {
  readonly #options: SessionStateOptions;
  readonly #registry: UnitRegistry;
  readonly #resources: Map<JobId, readonly Resource[]> = new Map();
  readonly #readiness: ReadinessGraph;
  readonly #emitter: Emitter<SessionEvents> = new Emitter();
  readonly #announcements: Announcements<SessionEvents> = new Announcements(this.#emitter);
  readonly #changes: ChangeLog = new ChangeLog();
  readonly #changedReadiness: Set<JobReadiness> = new Set();
  #desiredJobs: readonly JobDefinition[] = NO_JOBS;
  #mandatoryJobs: readonly JobDefinition[] = NO_JOBS;
  #runList: readonly JobDefinition[] = NO_JOBS;
  #metadata: SessionMetadata = new SessionMetadata();
  #manifest: ReadonlyMap<string, ExactJson>;
  #systemInformation: SystemInformation = NO_INFORMATION;

  /**
   * @param units what there is to do; copied, and of equal jobs the last one counts.
   * @throws DependencyDuplicateError when two different jobs have one id.
   */
  constructor(units: Iterable<Unit> = [], options: SessionStateOptions = {}) {
    this.#options = options;
    this.#manifest = options.manifest ?? new Map();
    this.#registry = new UnitRegistry(units);
    const state = this;
    this.#readiness = new ReadinessGraph({
      resources: this.#resources,
      get manifest() {
        return state.#manifest;
      },
      find: (id) => this.#registry.jobs.get(id)?.readiness,
      changed: (readiness) => {
        if (this.#emitter.has('readinessChanged')) this.#changedReadiness.add(readiness);
      },
    });
  }

  /** Every unit, of whatever kind. */
  get units(): ReadonlySet<Unit> {
    return this.#registry.units;
  }

  /** Every job, in the order in which they came. */
  get jobs(): ReadonlyMap<JobId, JobState> {
    return this.#registry.jobs;
  }

  /** The jobs that were asked for, mandatory ones first, without those that can't run. */
  get desiredJobs(): readonly JobDefinition[] {
    return this.#desiredJobs;
  }

  /** The jobs that are asked for whatever else is. */
  get mandatoryJobs(): readonly JobDefinition[] {
    return this.#mandatoryJobs;
  }

  /** The desired jobs and all that they need, in the order to run them. */
  get runList(): readonly JobDefinition[] {
    return this.#runList;
  }

  /** What the resource jobs found, by their ids. */
  get resources(): ReadonlyMap<JobId, readonly Resource[]> {
    return this.#resources;
  }

  get metadata(): SessionMetadata {
    return this.#metadata;
  }

  /** What is known about the machine that no job can find out. A value that is missing counts as false. */
  get manifest(): ReadonlyMap<string, ExactJson> {
    return this.#manifest;
  }

  /** What is known about the machine; collected now, if that is possible and was not done before. */
  get systemInformation(): SystemInformation {
    const collect = this.#options.collectSystemInformation;
    if (!this.hasSystemInformation && collect) this.updateSystemInformation(collect());
    return this.#systemInformation;
  }

  /** Whether there is system information already, so that reading it collects nothing. */
  get hasSystemInformation(): boolean {
    return this.#systemInformation.size > 0;
  }

  on<Name extends keyof SessionEvents>(
    event: Name,
    listener: Listener<SessionEvents[Name]>,
    options?: ListenOptions,
  ): Unsubscribe {
    return this.#emitter.on(event, listener, options);
  }

  /** Gathers all changes from now on; see {@link ChangeTracker}. */
  trackChanges(): ChangeTracker {
    return this.#changes.track();
  }

  /**
   * Adds a unit; a job with the siblings that it asks for. A job that is there already is kept, and returned.
   *
   * @throws DependencyDuplicateError when the job, or a sibling, is there with another definition.
   */
  addUnit(unit: Unit): Unit {
    if (!(unit instanceof JobDefinition)) {
      this.#registry.addOther(unit);
      this.#announcements.add('unitAdded', unit);
      this.#finish();
      return unit;
    }
    const plan = this.#registry.plan(unit);
    const [clash] = plan.clashes;
    if (clash && !this.#options.fakeResources) throw clash;
    this.#addJobs(plan);
    this.#finish();
    return plan.job;
  }

  /**
   * Removes a unit, or the one that equals it.
   *
   * @throws StateError `UNKNOWN_UNIT`, or `JOB_ON_RUN_LIST` for a job that is to run.
   */
  removeUnit(unit: Unit): void {
    const known = this.#registry.find(unit);
    if (!(known instanceof JobDefinition)) {
      this.#registry.remove(known);
      this.#announcements.add('unitRemoved', known);
      this.#finish();
      return;
    }
    this.#removeJobs([known]);
    if (this.#mandatoryJobs.includes(known)) {
      this.#setMandatory(this.#mandatoryJobs.filter((job) => job !== known));
    }
    this.#announcements.add('unitRemoved', known);
    this.#announcements.add('jobRemoved', known);
    this.#announcements.add('jobStateMapChanged');
    this.#finish();
  }

  /**
   * Removes all jobs that need not be kept.
   *
   * @throws StateError `JOB_ON_RUN_LIST` when one of them is to run.
   */
  trimJobs(keep: (job: JobDefinition) => boolean): void {
    const removed = [...this.#registry.jobs.values()]
      .map(({ job }) => job)
      .filter((job) => !keep(job));
    if (removed.length === 0) return;
    this.#removeJobs(removed);
    this.#announcements.add('jobStateMapChanged');
    for (const job of removed) {
      this.#announcements.add('jobRemoved', job);
      this.#announcements.add('unitRemoved', job);
    }
    this.#finish();
  }

  /**
   * Sets the jobs that are desired whatever else is; they count from the next {@link updateDesiredJobs} on.
   *
   * @throws DependencyUnknownError when the session has no such job.
   */
  updateMandatoryJobs(wanted: Iterable<JobId | JobDefinition>): void {
    const jobs = this.#known(wanted).map((job) => {
      if (typeof job === 'string' || !this.#registry.jobs.has(job.id)) {
        throw new DependencyUnknownError(job);
      }
      return job;
    });
    this.#setMandatory(jobs);
    this.#finish();
  }

  /**
   * Sets the desired jobs and makes the run list: these jobs and all that they need, in order.
   *
   * Jobs that can't run are left out, and so are those that need them: each with a problem, in the order in which
   * plainbox finds them. The mandatory jobs come first, unless they are not wanted here.
   */
  updateDesiredJobs(
    wanted: Iterable<JobId | JobDefinition>,
    { includeMandatory = true }: { readonly includeMandatory?: boolean } = {},
  ): readonly RunListProblem[] {
    const { jobs } = this.#registry;
    const solution = solveRunList(
      this.#known(includeMandatory ? [...this.#mandatoryJobs, ...wanted] : wanted),
      (id) => jobs.get(id)?.job,
      (id) => jobs.get(id)?.extraBefore ?? NO_IDS,
    );
    this.#readiness.enlist(
      solution.runList.map(({ id }) => (jobs.get(id) as TrackedJob).readiness),
    );
    this.#desiredJobs = this.#replaced('desiredChanged', this.#desiredJobs, solution.desired);
    this.#runList = this.#replaced('runListChanged', this.#runList, solution.runList);
    this.#finish();
    return solution.problems;
  }

  /**
   * Takes in what an attempt at a job gave. A result that says what the last one said is announced and otherwise
   * ignored. From a resource job come the records that it printed, and the units that templates make from them.
   *
   * @returns what went wrong with these: output that can't be read, units that can't be made. The result counts all the same.
   * @throws StateError `UNKNOWN_JOB`.
   */
  updateJobResult(id: JobId, result: JobResult): readonly StateError[] {
    const tracked = this.#registry.jobs.get(id);
    if (tracked === undefined) throw new DependencyUnknownError(id);
    const { job } = tracked;
    const before = tracked.result;
    const assignment = tracked.assign(result);
    if (assignment !== 'ignored' && this.#changes.isWatched) {
      const appended = assignment === 'appended';
      this.#changes.add({ kind: 'resultChanged', jobId: id, job, result, appended });
    }
    if (tracked.isListenedTo) {
      this.#announcements.addOther(() => tracked.announce(assignment, before, result));
    }
    this.#announcements.add('jobStateMapChanged');
    this.#announcements.add('jobResultChanged', job, result);
    const gaveRecords = job.plugin === 'resource' && result.outcome !== null;
    const problems = gaveRecords ? this.#takeRecords(tracked, result) : NO_PROBLEMS;
    this.#readiness.update(tracked.readiness, result.outcome, gaveRecords);
    this.#finish(problems);
    return problems;
  }

  /** Replaces the records of a resource, as if its job had just printed them. */
  setResources(id: JobId, records: readonly Resource[]): void {
    this.#resources.set(id, records);
    const tracked = this.#registry.jobs.get(id);
    if (tracked) this.#readiness.update(tracked.readiness, tracked.readiness.outcome, true);
    this.#finish();
  }

  /** Changes some of the metadata. */
  updateMetadata(patch: SessionMetadataPatch): void {
    const before = this.#metadata;
    const after = before.with(patch);
    const fields = changedMetadata(before, after);
    if (Object.keys(fields).length === 0) return;
    this.#metadata = after;
    this.#changes.add({ kind: 'metadataChanged', fields });
  }

  /** Adds answers to the manifest, over earlier ones, and judges the setup jobs by it. */
  updateManifest(answers: Iterable<readonly [id: string, value: ExactJson]>): void {
    this.#manifest = new Map([...this.#manifest, ...answers]);
    this.#readiness.manifestChanged();
    this.#finish();
  }

  /** Replaces what is known about the machine. */
  updateSystemInformation(systemInformation: SystemInformation): void {
    this.#systemInformation = systemInformation;
    this.#changes.add({ kind: 'systemInformationChanged', systemInformation });
  }

  /** Each job once, as the session defines it; as given, if it doesn't. */
  #known(wanted: Iterable<JobId | JobDefinition>): (JobId | JobDefinition)[] {
    const jobs = new Map<JobId, JobId | JobDefinition>();
    for (const job of wanted) {
      const id = typeof job === 'string' ? job : job.id;
      if (!jobs.has(id)) jobs.set(id, this.#registry.jobs.get(id)?.job ?? job);
    }
    return [...jobs.values()];
  }

  #addJobs(plan: JobPlan): void {
    const added = this.#registry.carryOut(plan);
    if (added.length === 0) return;
    for (const { job, readiness } of added) {
      this.#readiness.add(readiness);
      this.#announcements.add('jobStateMapChanged');
      this.#announcements.add('unitAdded', job);
      this.#announcements.add('jobAdded', job);
    }
    this.#recordJobs('jobsAdded', plan.fresh);
  }

  #removeJobs(jobs: readonly JobDefinition[]): void {
    const onRunList = jobs
      .map(({ id }) => this.#registry.jobs.get(id) as TrackedJob)
      .filter(({ readiness }) => readiness.onRunList)
      .map(({ job }) => job.id);
    if (onRunList.length > 0) throw new JobOnRunListError(onRunList);
    for (const job of jobs) {
      this.#readiness.remove((this.#registry.jobs.get(job.id) as TrackedJob).readiness);
      this.#registry.remove(job);
      this.#resources.delete(job.id);
    }
    this.#recordJobs('jobsRemoved', jobs);
  }

  #setMandatory(jobs: readonly JobDefinition[]): void {
    this.#mandatoryJobs = this.#replaced('mandatoryChanged', this.#mandatoryJobs, jobs);
  }

  /** The new list, or the old one if it says the same. */
  #replaced(
    kind: 'desiredChanged' | 'mandatoryChanged' | 'runListChanged',
    before: readonly JobDefinition[],
    after: readonly JobDefinition[],
  ): readonly JobDefinition[] {
    if (before.length === after.length && before.every((job, at) => job === after[at])) {
      return before;
    }
    const jobs = Object.freeze([...after]);
    this.#recordJobs(kind, jobs);
    return jobs;
  }

  #recordJobs(kind: JobListChange['kind'], jobs: readonly JobDefinition[]): void {
    if (!this.#changes.isWatched) return;
    this.#changes.add({ kind, ids: jobs.map(({ id }) => id), jobs });
  }

  #takeRecords(tracked: TrackedJob, result: JobResult): readonly StateError[] {
    const { job } = tracked;
    const { records, problem } = readResourceOutput(job.id, result, this.#options.readIoLog);
    this.#resources.set(job.id, records);
    const problems: StateError[] = problem ? [problem] : [];
    return problems.length > 0 ? problems : NO_PROBLEMS;
  }

  /** Ends an operation: all is changed, now the events may go out. */
  #finish(problems: readonly StateError[] = NO_PROBLEMS): void {
    if (this.#changedReadiness.size > 0) {
      const { jobs } = this.#registry;
      const changed = [...this.#changedReadiness].flatMap(({ job }) => jobs.get(job.id) ?? []);
      this.#changedReadiness.clear();
      this.#announcements.add('readinessChanged', changed);
    }
    for (const problem of problems) this.#announcements.add('problemFound', problem);
    this.#announcements.send();
  }
}
