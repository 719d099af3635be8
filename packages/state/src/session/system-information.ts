import type { ExactJson } from '../exact-json/exact-json.js';

/** What one collector found out about the machine. */
export interface CollectedOutput {
  readonly toolVersion: string;
  readonly success: true;
  readonly outputs: { readonly payload: ExactJson; readonly stderr: string };
}

/** How one collector failed. A return code of 0 means that its output could not be understood. */
export interface FailedCollection {
  readonly toolVersion: string;
  readonly success: false;
  readonly outputs: {
    readonly stdout: string;
    readonly stderr: string;
    readonly returnCode: number | bigint;
  };
}

/** What is known about the machine, by name of the collector. */
export type SystemInformation = ReadonlyMap<string, CollectedOutput | FailedCollection>;
