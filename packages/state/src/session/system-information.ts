import type { ExactJson } from '../exact-json/exact-json.js';

/** What one collector found out about the machine. */
export interface CollectedOutput {
  /** Version of the tool that was asked. */
  readonly toolVersion: string;
  /** Whether it could tell. */
  readonly success: true;
  /** What it wrote. */
  readonly outputs: { readonly payload: ExactJson; readonly stderr: string };
}

/** How one collector failed. A return code of 0 means that its output could not be understood. */
export interface FailedCollection {
  /** Version of the tool that was asked. */
  readonly toolVersion: string;
  /** Whether it could tell. */
  readonly success: false;
  /** What it wrote. */
  readonly outputs: {
    readonly stdout: string;
    readonly stderr: string;
    readonly returnCode: number | bigint;
  };
}

/** What is known about the machine, by name of the collector. */
export type SystemInformation = ReadonlyMap<string, CollectedOutput | FailedCollection>;
