import type { UnitIssue } from '../checks/issue.js';
import type { StateError } from '../errors.js';
import { Emitter, type Listener, type ListenOptions, type Unsubscribe } from '../events/emitter.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import type { JobId } from '../job-id.js';
import { ReadinessGraph } from '../readiness/readiness-graph.js';
import type { Resource } from '../resources/resource.js';
import { checkResult } from '../results/check-result.js';
import type { IoLogReader } from '../results/io-log.js';
import type { JobResult } from '../results/job-result.js';
import { DependencyUnknownError, type RunListProblem } from '../run-list/problems.js';
import { JobDefinition } from '../units/job-definition.js';
import type { Unit } from '../units/unit.js';
import { Announcements } from './announcements.js';
import { ChangeLog, type ChangeTracker } from './changes.js';
import { siblingJudgement, unitsOfTemplate } from './generated-units.js';
import type { JobState } from './job-state.js';
import { Membership } from './membership.js';
import { hasRecords, readResourceOutput } from './resource-output.js';
import { RunPlan } from './run-plan.js';
import type { SessionEvents } from './session-events.js';
import {
  changedMetadata,
  SESSION_FLAGS,
  SessionMetadata,
  type SessionMetadataPatch,
} from './session-metadata.js';
import type { SystemInformation } from './system-information.js';
import type { TrackedJob } from './tracked-job.js';
import { UnitRegistry } from './unit-registry.js';

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
  /** What to ask of the units that templates make; by default what `checkUnit` asks. Errors drop the unit. */
  readonly checkGenerated?: ((unit: Unit) => readonly UnitIssue[]) | undefined;
}

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
  readonly #membership: Membership;
  readonly #plan: RunPlan;
  readonly #emitter: Emitter<SessionEvents> = new Emitter();
  readonly #announcements: Announcements<SessionEvents> = new Announcements(this.#emitter);
  readonly #changes: ChangeLog = new ChangeLog();
  readonly #changedReadiness: Set<TrackedJob> = new Set();
  #metadata: SessionMetadata = new SessionMetadata();
  #manifest: ReadonlyMap<string, ExactJson>;
  #systemInformation: SystemInformation = NO_INFORMATION;

  /**
   * @param units what there is to do; copied, and of equal jobs the last one counts.
   * @throws DependencyDuplicateError when two different jobs have one id; StateError `BAD_UNIT` for what is no unit.
   */
  constructor(units: Iterable<Unit> = [], options: SessionStateOptions = {}) {
    this.#options = options;
    this.#manifest = options.manifest ?? new Map();
    this.#registry = new UnitRegistry(units);
    const state = this;
    this.#readiness = new ReadinessGraph({
      needs: this.#registry.graph.needs,
      resources: this.#resources,
      get manifest() {
        return state.#manifest;
      },
      find: (id) => this.#registry.find(id),
      changed: (readiness) => {
        if (this.#emitter.has('readinessChanged'))
          this.#changedReadiness.add(readiness as TrackedJob);
      },
    });
    this.#plan = new RunPlan(this.#registry, this.#changes);
    this.#membership = new Membership({
      registry: this.#registry,
      readiness: this.#readiness,
      changes: this.#changes,
      announcements: this.#announcements,
      clashesAllowed: options.fakeResources ?? false,
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
    return this.#plan.desired;
  }

  /** The jobs that are asked for whatever else is. */
  get mandatoryJobs(): readonly JobDefinition[] {
    return this.#plan.mandatory;
  }

  /** The desired jobs and all that they need, in the order to run them. */
  get runList(): readonly JobDefinition[] {
    return this.#plan.runList;
  }

  /** What the resource jobs found, by their ids. */
  get resources(): ReadonlyMap<JobId, readonly Resource[]> {
    return this.#resources;
  }

  /** What the session says about itself; immutable, see {@link updateMetadata}. */
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

  /** Listens to an event, until the function that it returns is called or the signal is aborted. */
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
   * @throws DependencyDuplicateError when the job, or a sibling, is there with another definition; FieldError when its
   *   siblings can't be read, are too many or go on without end; StateError `BAD_UNIT` for what is no unit.
   */
  addUnit(unit: Unit): Unit {
    const added = this.#membership.add(unit);
    this.#finish();
    return added;
  }

  /**
   * Throws what {@link addUnit} would throw if it were given these units one after the other; changes nothing. After
   * that, all of them can be added.
   */
  assertAddable(units: Iterable<Unit>): void {
    this.#membership.assertAddable(units);
  }

  /**
   * Removes a unit, or the one that equals it; a job with its results and resources, and with the equal jobs that the
   * session was made with.
   *
   * @throws StateError `UNKNOWN_UNIT`, or `JOB_ON_RUN_LIST` for a job that is to run.
   */
  removeUnit(unit: Unit): void {
    const removed = this.#membership.remove(unit);
    if (removed instanceof JobDefinition) this.#forget([removed]);
    this.#finish();
  }

  /**
   * Removes all jobs that need not be kept.
   *
   * @throws StateError `JOB_ON_RUN_LIST` when one of them is to run.
   */
  trimJobs(keep: (job: JobDefinition) => boolean): void {
    this.#forget(this.#membership.trim(keep));
    this.#finish();
  }

  /**
   * Sets the jobs that are desired whatever else is; they count from the next {@link updateDesiredJobs} on.
   *
   * @throws DependencyUnknownError when the session has no such job; StateError `BAD_UNIT` for what names no job.
   */
  updateMandatoryJobs(wanted: Iterable<JobId | JobDefinition>): void {
    this.#plan.setMandatory(wanted);
  }

  /**
   * Sets the desired jobs and makes the run list: these jobs and all that they need, in order.
   *
   * Jobs that can't run are left out, and so are those that need them: each with a problem, in the order in which
   * plainbox finds them. The mandatory jobs come first, unless they are not wanted here.
   *
   * @throws StateError `BAD_UNIT` for what names no job; then nothing changes.
   */
  updateDesiredJobs(
    wanted: Iterable<JobId | JobDefinition>,
    { includeMandatory = true }: { readonly includeMandatory?: boolean } = {},
  ): readonly RunListProblem[] {
    const problems = this.#plan.setDesired(wanted, includeMandatory);
    this.#readiness.enlist(this.#plan.nodes);
    this.#finish();
    return problems;
  }

  /**
   * Takes in what an attempt at a job gave. A result that says what the last one said is announced and otherwise
   * ignored. From a resource job come the records that it printed, and the units that templates make from them.
   *
   * @returns what went wrong with these: output that can't be read, units that can't be made. The result counts all
   *   the same.
   * @throws DependencyUnknownError when the session has no such job; StateError `BAD_RESULT` for an unknown outcome or a
   *   field of a wrong type, which no checkpoint could hold.
   */
  updateJobResult(id: JobId, result: JobResult): readonly StateError[] {
    const tracked = this.#tracked(id);
    checkResult(result);
    const { job, result: before } = tracked;
    const assignment = tracked.assign(result);
    if (assignment !== 'ignored' && this.#changes.isWatched) {
      const appended = assignment === 'appended';
      this.#changes.add({ kind: 'resultChanged', jobId: id, job, result, appended });
    }
    const announcements = this.#announcements;
    if (tracked.isListenedTo) {
      announcements.addOther(tracked.announcementOf(assignment, before, result));
    }
    // Asked first, so that nothing is made for nobody: as a rule a resume takes in all its results while nobody listens.
    if (announcements.isAwaited('jobStateMapChanged')) announcements.add('jobStateMapChanged');
    if (announcements.isAwaited('jobResultChanged')) {
      announcements.add('jobResultChanged', job, result);
    }
    const gaveRecords = tracked.givesRecords && result.outcome !== null;
    const problems = gaveRecords ? this.#takeRecords(id, result) : undefined;
    this.#readiness.update(tracked, tracked.result.outcome, gaveRecords);
    // Units are judged by a check that may be the user's own: whatever that throws, the result counts and is announced.
    try {
      if (problems) for (const problem of this.#makeUnits(id)) problems.push(problem);
    } finally {
      this.#finish(problems);
    }
    return problems ?? NO_PROBLEMS;
  }

  /** Replaces the records of a resource. No units are made from them: that takes a result of its job. */
  setResources(id: JobId, records: readonly Resource[]): void {
    this.#resources.set(id, Object.freeze([...records]));
    const tracked = this.#registry.find(id);
    if (tracked) this.#readiness.update(tracked, tracked.outcome, true);
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

  #forget(removed: readonly JobDefinition[]): void {
    for (const { id } of removed) this.#resources.delete(id);
    this.#plan.forget(removed);
  }

  #tracked(id: JobId): TrackedJob {
    const tracked = this.#registry.find(id);
    if (tracked === undefined) throw new DependencyUnknownError(id);
    return tracked;
  }

  #takeRecords(id: JobId, result: JobResult): StateError[] {
    const { records, problem } = readResourceOutput(id, result, this.#options.readIoLog);
    this.#resources.set(id, records);
    return problem ? [problem] : [];
  }

  /** Lets all templates of a resource make units of its records. */
  *#makeUnits(id: JobId): Generator<StateError, undefined> {
    const { fakeResources: fake, checkGenerated: check } = this.#options;
    const records = this.#resources.get(id) ?? [];
    if (!hasRecords(records)) return;
    const strict = this.#metadata.flags.has(SESSION_FLAGS.strictTemplateExpansion);
    // The list grows by templates that are themselves generated; these are asked as well.
    for (const template of this.#registry.templatesOf(id)) {
      const options = { strict, check, fake };
      const generated = unitsOfTemplate(template, records, options);
      yield* generated.problems;
      const judgement = siblingJudgement(template, options);
      for (const unit of generated.units) yield* this.#membership.addGenerated(unit, judgement);
    }
  }

  /** Ends an operation: everything is changed, now the events may go out. */
  #finish(problems: readonly StateError[] = NO_PROBLEMS): void {
    if (this.#changedReadiness.size > 0) {
      if (this.#announcements.isAwaited('readinessChanged')) {
        this.#announcements.add('readinessChanged', [...this.#changedReadiness]);
      }
      this.#changedReadiness.clear();
    }
    if (problems.length > 0) {
      for (const problem of problems) this.#announcements.add('problemFound', problem);
    }
    this.#announcements.send();
  }
}
