import type { Answer } from './answer.js';

/** What `plainbox gc --json` answers. */
export interface GcAnswer extends Answer {
  readonly schema: 'plainbox-gc/1';
  /** Nothing was removed: this is what would be. */
  readonly dryRun: boolean;
  /** Oldest first. */
  readonly removed: readonly CollectedSession[];
  /** Ids, youngest first; sessions that somebody has open or that can't be read always stay. */
  readonly kept: readonly string[];
  readonly failed: readonly FailedRemoval[];
  /** Bytes of what was removed. */
  readonly freedBytes: number;
}

/** A session that was removed, or would be. */
export interface CollectedSession {
  readonly id: string;
  /** All that belongs to it, logs included. */
  readonly bytes: number;
  /** `half-made`, `too old`, `too many` or `too large`. */
  readonly why: string;
  /** It was to go on by itself after a reboot, and is not any more. */
  readonly disarmed: boolean;
}

/** A session that was to be removed and is still there. */
export interface FailedRemoval {
  readonly id: string;
  readonly message: string;
}
