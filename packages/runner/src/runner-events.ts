import type { CheckpointReceipt } from '@plainbox/manager';
import type { JobDefinition, JobResult, StateError, StreamName } from '@plainbox/state';
import type { Decision } from './decisions/decision.js';
import type { RunReport } from './run-report.js';

/** How far a run has come. */
export interface RunProgress {
  /** Jobs of the run list that have their result, those of earlier runs among them. */
  readonly done: number;
  readonly total: number;
  /** Estimated seconds of work left; unknown while neither an author nor a finished job tells. */
  readonly secondsLeft: number | undefined;
}

/** What an event about a job is about. */
interface JobOnDevice {
  readonly job: JobDefinition;
  /** The device of the session that it runs on; null for this machine. */
  readonly device: string | null;
}

export interface JobStarted extends JobOnDevice {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Unix time. */
  readonly startedAt: number;
  /** Names the boot that it runs in; `null` where the system doesn't tell. */
  readonly bootId: string | null;
  readonly progress: RunProgress;
}

export interface JobFinished extends JobOnDevice {
  readonly result: JobResult;
  /** 0 if the job was not run, but got its result because it could not start. */
  readonly attempt: number;
  readonly progress: RunProgress;
}

export interface JobLeft extends JobOnDevice {
  /** Why it neither ran nor got a result, for people. */
  readonly reason: string;
}

export interface JobOutputEvent extends JobOnDevice {
  readonly stream: StreamName;
  readonly data: Uint8Array;
}

/** What a runner tells while it runs. Each event comes after what it tells of is durable. */
export interface RunnerEvents {
  /** What is to do, and which jobs of the run list keep their results; those of further devices follow. */
  runStarted: [
    run: { readonly toDo: readonly JobDefinition[]; readonly kept: readonly JobDefinition[] },
  ];
  /** Something was settled about a job that was running when the session was cut off. */
  decision: [decision: Decision];
  jobStarted: [started: JobStarted];
  /** A piece of output as it comes. This one does not wait for the disk. */
  output: [output: JobOutputEvent];
  jobFinished: [finished: JobFinished];
  /** A job was passed over: it has no result, and is still to do in a later run. */
  jobLeft: [left: JobLeft];
  /** A job has made ready for a reboot: the run ends, and goes on after it. */
  awaitsReboot: [waiting: JobOnDevice];
  checkpoint: [receipt: CheckpointReceipt];
  /** Something is wrong that does not stop the run, such as records that can't be read. */
  problem: [problem: StateError];
  runFinished: [report: RunReport];
}
