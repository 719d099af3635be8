import { closeSync, constants, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOutcome, type JobId, type Outcome } from '@plainbox/state';
import { attemptName } from '../io-logs/attempt-name.js';

/** Where jobs of plainbox leave their outcome, one for all. */
const SHARED = '__result';
/** Nobody writes more than an outcome and a comment there. */
const LARGEST = 64 * 1024;
/** What lies there may be a link, or a pipe that nobody writes to. */
const READ_FILES_ONLY =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface SavedOutcome {
  readonly outcome: Exclude<Outcome, null>;
  readonly comments?: string;
  /** Whose outcome it is, if it says so: jobs that run side by side share the folder. */
  readonly job?: JobId;
}

/** The file for the outcome of one job alone, which others do not write to: `$PLAINBOX_JOB_RESULT`. */
export function ownResultFile(shareDirectory: string, job: JobId, device: string | null): string {
  return join(shareDirectory, `${SHARED}-${attemptName(job, 1, device)}`);
}

/** The file that all jobs of a session share. */
export function sharedResultFile(shareDirectory: string): string {
  return join(shareDirectory, SHARED);
}

/**
 * The outcome that a job has left in such a file: `{"outcome": "pass", "comments": "…"}`, with `"job": "…"` where
 * others run beside it, or the outcome alone as a JSON text. `undefined` if there is none, or nothing that is one.
 */
export function readSavedOutcome(file: string): SavedOutcome | undefined {
  let saved: unknown;
  try {
    saved = JSON.parse(readText(file));
  } catch {
    return undefined; // Not there, or cut off while it was written: the job has said nothing.
  }
  return asSavedOutcome(saved);
}

/** A saved outcome in what was parsed as one; `undefined` if it is none. */
export function asSavedOutcome(saved: unknown): SavedOutcome | undefined {
  const { outcome, comments, job } =
    typeof saved === 'string' ? { outcome: saved } : asFields(saved);
  if (!isOutcome(outcome) || outcome === null) return undefined;
  return {
    outcome,
    ...(typeof comments === 'string' ? { comments } : {}),
    ...(typeof job === 'string' ? { job } : {}),
  };
}

/** Removes what a job has left, so that the next one is not judged by it. */
export function removeSavedOutcome(file: string): void {
  rmSync(file, { force: true, recursive: true });
}

function readText(file: string): string {
  const descriptor = openSync(file, READ_FILES_ONLY);
  try {
    if (!fstatSync(descriptor).isFile()) return '';
    const bytes = Buffer.alloc(LARGEST);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

function asFields(value: unknown): { outcome?: unknown; comments?: unknown; job?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
