import type { Listener, ListenOptions, Unsubscribe } from '../events/emitter.js';
import type { ReadinessInhibitor } from '../readiness/inhibitor.js';
import type { JobResult } from '../results/job-result.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { JobOverrides } from './job-overrides.js';

/** What a job's state tells its listeners. */
export interface JobStateEvents {
  /** A result went into the history; comes before `resultChanged`. */
  resultHistoryChanged: [before: readonly JobResult[], after: readonly JobResult[]];
  /** Another result is the current one. */
  resultChanged: [before: JobResult, after: JobResult];
}

/** What a session knows about one of its jobs. Results come in through the session alone. */
export interface JobState {
  /** The definition. */
  readonly job: JobDefinition;
  /** The latest result; hollow as long as the job has not run. */
  readonly result: JobResult;
  /** Every result that said something, oldest first. The list grows with the session. */
  readonly resultHistory: readonly JobResult[];
  /** Everything against starting the job now, in plainbox's order; empty when it may start. */
  readonly readinessInhibitors: readonly ReadinessInhibitor[];
  /** Whether nothing is against starting the job, and attempts are left. */
  readonly canStart: boolean;
  /** {@link readinessInhibitors} as a sentence; attempts don't count here. */
  readonly readinessDescription: string;
  /** How often the job may still be tried where retrying is on; whoever runs jobs counts it down. */
  attempts: number;
  /** The job's own category, unless it is overridden. */
  readonly effectiveCategoryId: string;
  /** The job's own certification status, unless it is overridden. */
  readonly effectiveCertificationStatus: string;
  /** Whether the job itself wants to be retried, unless that is overridden. */
  readonly effectiveAutoRetry: string;
  /** Replaces fields for this session; a field that is left out stays as it is. */
  applyOverrides(overrides: JobOverrides): void;
  /** Listens to this one job, until the function that it returns is called or the signal is aborted. */
  on<Name extends keyof JobStateEvents>(
    event: Name,
    listener: Listener<JobStateEvents[Name]>,
    options?: ListenOptions,
  ): Unsubscribe;
}
