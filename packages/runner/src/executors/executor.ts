import type { JobDefinition, Outcome, StreamName } from '@plainbox/state';

/** Where a job's output goes while it runs: into its logs, and to whoever listens. */
export interface JobOutput {
  /** Takes the bytes over; `false` asks the writer to await {@link JobOutput.drained} first. */
  write(stream: StreamName, bytes: Uint8Array): boolean;
  drained(): Promise<void>;
}

/** One attempt at one job, as an executor gets it. */
export interface JobExecution {
  readonly job: JobDefinition;
  /** The device of the session that it is for; null for this machine. */
  readonly device: string | null;
  /** 1 for the first attempt, and so on. */
  readonly attempt: number;
  /**
   * Names this attempt among all of all sessions. Processes have it in their environment, as `PLAINBOX_ATTEMPT`: those
   * that outlive a killed runner are ended by it before the next attempt.
   */
  readonly mark: string;
  /** Aborted when the session is stopped or the job's time is up: end all that was started. */
  readonly signal: AbortSignal;
  readonly output: JobOutput;
  /** The folder that the jobs of a session share; missing where the session is on no disk. */
  readonly shareDirectory: string | undefined;
  /**
   * Where the job may leave its outcome for the case that its runner or the machine does not live to see its end; no
   * other job has this file.
   */
  readonly resultFile: string | undefined;
  /**
   * Says that the job itself has ended: what the executor still does, such as reading the rest of the output, is not
   * held against the job's time. Without it the time limit goes until {@link JobExecutor.execute} has ended.
   */
  stopClock(): void;
}

/** What came of an attempt. The runner adds the duration and the logs. */
export interface ExecutionReport {
  readonly outcome: Outcome;
  readonly returnCode?: number;
  readonly comments?: string;
}

/**
 * A way to run jobs: as processes, as functions, in a container, on another host. The runner asks
 * its executors in order and takes the first that accepts the job.
 */
export interface JobExecutor {
  accepts(job: JobDefinition): boolean;
  /**
   * Runs the job to its end. When the abort cuts the attempt off, ends all that it started and
   * throws the signal's reason; anything else that it throws is recorded as a crash of the job.
   * What is returned after a stop says that the job has come to its end all the same; after the job's
   * time is up it counts for nothing.
   */
  execute(execution: JobExecution): Promise<ExecutionReport>;
}
