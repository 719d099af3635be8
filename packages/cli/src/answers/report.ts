import type { Answer } from './answer.js';

/** What `plainbox export -f json` writes. */
export interface ReportAnswer extends Answer {
  readonly schema: 'plainbox-report/1';
  readonly session: ReportedSession;
  /** Those of further devices follow. */
  readonly jobs: readonly ReportedJob[];
  /** By tool: what collectors found out about the machine, which is the first device. */
  readonly systemInformation: { readonly [tool: string]: unknown };
  /** Only of a session about several: all of them, in the order of their jobs. */
  readonly devices?: readonly ReportedDevice[];
  /** What the report can't tell, or what casts doubt on it. */
  readonly warnings: readonly string[];
}

/** The session that the report is of. */
export interface ReportedSession {
  readonly id: string;
  readonly title: string | null;
  /** Names the program that the session belongs to. */
  readonly appId: string | null;
  /** Sorted; `incomplete`, `submitted`, `bootstrapping`, `setting_up` and others. */
  readonly flags: readonly string[];
  /** The session's folder. */
  readonly location: string | null;
  /** Number of the checkpoint that the report is of. */
  readonly sequence: number | null;
  /**
   * When that checkpoint was saved.
   * @format date-time
   */
  readonly savedAt: string;
  readonly hostname: string;
}

/** One of several devices that the session is about. */
export interface ReportedDevice {
  /** Null is the machine that the session runs on. */
  readonly device: string | null;
  /** By tool: what collectors found out about it. */
  readonly systemInformation: { readonly [tool: string]: unknown };
}

/** A job and its attempts. Null: not known, as the job's definition is not. */
export interface ReportedJob {
  readonly id: string;
  /** The device that it is for, where the session is about several and this one has a name. */
  readonly device?: string;
  readonly summary: string | null;
  readonly plugin: string | null;
  readonly categoryId: string | null;
  readonly checksum: string | null;
  /** Of the last attempt; null: none. */
  readonly outcome: string | null;
  /** The coarse outcome; null: the job did not run. */
  readonly status: 'pass' | 'fail' | 'skip' | null;
  /** Oldest first. */
  readonly attempts: readonly ReportedAttempt[];
}

/** One attempt at a job. */
export interface ReportedAttempt {
  readonly outcome: string | null;
  /** Negative for signals. */
  readonly returnCode: number | null;
  readonly seconds: number | null;
  readonly comments: string | null;
  /** What the job wrote on both streams, without escape sequences and control characters. */
  readonly output: string;
  /** Why the output is not there, or not whole. */
  readonly outputProblem: string | null;
}
