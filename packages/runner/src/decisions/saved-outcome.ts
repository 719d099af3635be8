import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOutcome, type JobId, type Outcome } from '@plainbox/state';

/** Where a job that does not come back leaves its outcome, as JSON. */
const FILE_NAME = '__result';
/** Nobody writes more than an outcome and a comment there. */
const LARGEST = 64 * 1024;

export interface SavedOutcome {
  readonly outcome: Exclude<Outcome, null>;
  readonly comments: string | undefined;
  /** Whose outcome it is, if it says so: jobs that run side by side share the folder. */
  readonly job: JobId | undefined;
}

/**
 * The outcome that a job has left in the shared folder: `{"outcome": "pass", "comments": "…"}`, with
 * `"job": "…"` where others run beside it, or the outcome alone as a JSON text. `undefined` if there is none, or nothing that is one.
 */
export function readSavedOutcome(shareDirectory: string | undefined): SavedOutcome | undefined {
  if (shareDirectory === undefined) return undefined;
  let saved: unknown;
  try {
    saved = JSON.parse(readFileSync(join(shareDirectory, FILE_NAME), 'utf8').slice(0, LARGEST));
  } catch {
    return undefined; // Not there, or cut off while it was written: the job has said nothing.
  }
  const { outcome, comments, job } =
    typeof saved === 'string' ? { outcome: saved } : asFields(saved);
  if (!isOutcome(outcome) || outcome === null) return undefined;
  return {
    outcome,
    comments: typeof comments === 'string' ? comments : undefined,
    job: typeof job === 'string' ? job : undefined,
  };
}

/** Removes what a job has left, so that the next one is not judged by it. */
export function removeSavedOutcome(shareDirectory: string | undefined): void {
  if (shareDirectory !== undefined) rmSync(join(shareDirectory, FILE_NAME), { force: true });
}

function asFields(value: unknown): { outcome?: unknown; comments?: unknown; job?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
