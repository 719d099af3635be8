import type { JobId } from '../job-id.js';
import type { JobResult } from '../results/job-result.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { SessionMetadataFields } from './session-metadata.js';
import type { SystemInformation } from './system-information.js';

/** A list of jobs became another, or jobs came or went. */
export interface JobListChange {
  /** What happened to which list. */
  readonly kind:
    | 'desiredChanged'
    | 'mandatoryChanged'
    | 'runListChanged'
    | 'jobsAdded'
    | 'jobsRemoved';
  /** The new list, or the jobs that came or went. */
  readonly ids: readonly JobId[];
  /** The definitions of {@link ids}, in the same order. */
  readonly jobs: readonly JobDefinition[];
}

/** One thing that became different in a session, with the values as they were at that moment. */
export type SessionChange =
  | {
      /** A job has another current result. */
      readonly kind: 'resultChanged';
      /** The id of the job. */
      readonly jobId: JobId;
      /** The job as it was defined then. */
      readonly job: JobDefinition;
      /** The new result. */
      readonly result: JobResult;
      /** Whether the result went into the job's history too; a hollow one only becomes the current one. */
      readonly appended: boolean;
    }
  | {
      /** The session says something else about itself. */
      readonly kind: 'metadataChanged';
      /** The changed fields alone. */
      readonly fields: Readonly<Partial<SessionMetadataFields>>;
    }
  | JobListChange
  | {
      /** Something else is known about the machine. */
      readonly kind: 'systemInformationChanged';
      /** All that is known now. */
      readonly systemInformation: SystemInformation;
    };

/** Gathers the changes of a session, for whoever writes them down. */
export interface ChangeTracker extends Disposable {
  /** The changes since the last call, in order. */
  take(): readonly SessionChange[];
  /** Stops the gathering; calling it again is harmless. */
  dispose(): void;
}

/** Hands each change to all trackers. Nothing is gathered while there are none. */
export class ChangeLog {
  #trackers: readonly { changes: SessionChange[] }[] = [];

  /** Whether anybody gathers changes. */
  get isWatched(): boolean {
    return this.#trackers.length > 0;
  }

  add(change: SessionChange): void {
    for (const tracker of this.#trackers) tracker.changes.push(change);
  }

  addJobs(kind: JobListChange['kind'], jobs: readonly JobDefinition[]): void {
    if (this.isWatched) this.add({ kind, ids: jobs.map(({ id }) => id), jobs });
  }

  track(): ChangeTracker {
    const tracker: { changes: SessionChange[] } = { changes: [] };
    this.#trackers = [...this.#trackers, tracker];
    const dispose = (): void => {
      this.#trackers = this.#trackers.filter((other) => other !== tracker);
      tracker.changes = [];
    };
    return {
      take: () => {
        const { changes } = tracker;
        tracker.changes = [];
        return changes;
      },
      dispose,
      [Symbol.dispose]: dispose,
    };
  }
}
