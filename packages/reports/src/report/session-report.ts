import type { Outcome, OutcomeInfo, SystemInformation } from '@plainbox/state';
import type { JobOutput } from './job-output.js';

/** A session as reports tell it: plain data, secrets already taken out, output read when it is asked for. */
export interface SessionReport {
  readonly id: string;
  readonly title: string | null;
  readonly appId: string | null;
  /** Sorted. */
  readonly flags: readonly string[];
  /** Where the session is kept; `null` where nobody said. */
  readonly location: string | null;
  /** Number of the checkpoint that the report is of. */
  readonly sequence: number | null;
  /** When that checkpoint was saved. */
  readonly savedAt: Date;
  readonly hostname: string;
  /** Those of further devices follow. */
  readonly jobs: readonly JobReport[];
  /** Of the first device. */
  readonly systemInformation: SystemInformation;
  /** Only of a session about several: all of them, in the order of their jobs. */
  readonly devices?: readonly DeviceReport[];
  /** What the report can't tell, or what casts doubt on it. */
  readonly warnings: readonly string[];
}

/** One of several devices that a session is about. */
export interface DeviceReport {
  /** `null` is the machine that the session runs on. */
  readonly device: string | null;
  readonly systemInformation: SystemInformation;
}

/** A job of a report. Of a job whose definition isn't known, only the id and the attempts can be told. */
export interface JobReport {
  readonly id: string;
  /** The device that it is for, where the session is about several, and this one has a name. */
  readonly device?: string;
  readonly summary: string | null;
  readonly plugin: string | null;
  readonly categoryId: string | null;
  readonly checksum: string | null;
  /** Of the last attempt; `null` if there was none. */
  readonly outcome: Outcome;
  /** The coarse outcome: `null` is a job that did not run. */
  readonly status: OutcomeInfo['exportedAs'];
  /** Oldest first. */
  readonly attempts: readonly AttemptReport[];
}

/** One attempt at a job. */
export interface AttemptReport {
  readonly outcome: Outcome;
  /** Negative for signals. */
  readonly returnCode: number | null;
  readonly seconds: number | null;
  readonly comments: string | null;
  /** Reads the output anew at each call, so that a report of many jobs holds one output at a time. */
  output(): JobOutput;
}
