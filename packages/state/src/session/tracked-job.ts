import { Emitter, type Listener, type ListenOptions, type Unsubscribe } from '../events/emitter.js';
import { JobReadiness } from '../readiness/job-readiness.js';
import { HOLLOW_RESULT, type JobResult } from '../results/job-result.js';
import type { JobDefinition } from '../units/job-definition.js';
import { readable } from '../units/readable.js';
import { type JobOverrides, mergeOverrides } from './job-overrides.js';
import type { JobState, JobStateEvents } from './job-state.js';

// Shared by all jobs without results, and never written to.
const NO_RESULTS: JobResult[] = [];
const NO_OVERRIDES: JobOverrides = {};

const DEFAULT_ATTEMPTS = 3;

/** What becomes of a result that a job is given. */
export type Assignment =
  /** It says what the current one says, and is dropped. */
  | 'ignored'
  /** It is hollow: current, but not in the history. */
  | 'current'
  | 'appended';

/**
 * The session's own side of {@link JobState}. What few jobs need is made late: there may be 100 000 of them. So is it one
 * object with the job's place in the graph: a result then has to look for one thing in memory, not for three.
 */
export class TrackedJob extends JobReadiness implements JobState {
  /** Whether the job's output is records; known from the start, as the definition is at hand only then. */
  readonly givesRecords: boolean;
  attempts: number = DEFAULT_ATTEMPTS;
  #result: JobResult = HOLLOW_RESULT;
  #history: JobResult[] = NO_RESULTS;
  #overrides: JobOverrides = NO_OVERRIDES;
  #emitter: Emitter<JobStateEvents> | undefined;

  constructor(job: JobDefinition) {
    super(job);
    // One bad job is a problem of its own, see neededIds, and must not keep the others from being there.
    this.givesRecords = readable(pluginOf, job) === 'resource';
  }

  get result(): JobResult {
    return this.#result;
  }

  get resultHistory(): readonly JobResult[] {
    return this.#history;
  }

  get canStart(): boolean {
    return this.attempts > 0 && this.isReady;
  }

  get readinessDescription(): string {
    const reasons = this.readinessInhibitors;
    if (reasons.length === 0) return 'the job can start';
    return `the job can't start: ${reasons.map(({ text }) => text).join(', ')}`;
  }

  get effectiveCategoryId(): string {
    return this.#overrides.categoryId ?? this.job.categoryId;
  }

  get effectiveCertificationStatus(): string {
    return this.#overrides.certificationStatus ?? this.job.certificationStatus;
  }

  get effectiveAutoRetry(): string {
    return this.#overrides.autoRetry ?? this.job.autoRetry;
  }

  applyOverrides(overrides: JobOverrides): void {
    this.#overrides = mergeOverrides(this.#overrides, overrides);
  }

  on<Name extends keyof JobStateEvents>(
    event: Name,
    listener: Listener<JobStateEvents[Name]>,
    options?: ListenOptions,
  ): Unsubscribe {
    this.#emitter ??= new Emitter();
    return this.#emitter.on(event, listener, options);
  }

  /** Whether anybody listens to this one job. */
  get isListenedTo(): boolean {
    return this.#emitter !== undefined;
  }

  /** Makes a result the current one. Listeners are told by {@link announcementOf}, when the whole session is right. */
  assign(result: JobResult): Assignment {
    if (result.equals(this.#result)) return 'ignored';
    this.#result = result;
    if (result.isHollow) return 'current';
    if (this.#history === NO_RESULTS) this.#history = [result];
    else this.#history.push(result);
    return 'appended';
  }

  /**
   * What tells the listeners of this job about an assignment. Made in here: made where results are taken in, it would have
   * each of them keep what it needs, told or not.
   */
  announcementOf(assignment: Assignment, before: JobResult, after: JobResult): () => void {
    return () => this.#announce(assignment, before, after);
  }

  #announce(assignment: Assignment, before: JobResult, after: JobResult): void {
    if (this.#emitter === undefined || assignment === 'ignored') return;
    if (assignment === 'appended' && this.#emitter.has('resultHistoryChanged')) {
      const at = this.#history.lastIndexOf(after);
      const history = this.#history.slice(0, at + 1);
      this.#emitter.emit('resultHistoryChanged', history.slice(0, -1), history);
    }
    this.#emitter.emit('resultChanged', before, after);
  }
}

function pluginOf(job: JobDefinition): string | undefined {
  return job.plugin;
}
