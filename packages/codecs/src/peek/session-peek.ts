import type { SessionMetadata } from '@plainbox/state';

/** What a session is about, without its jobs. */
export interface SessionPeek {
  /** The version of the format that it is stored in. */
  readonly version: string | number;
  readonly metadata: SessionMetadata;
  readonly counts: SessionCounts;
}

/** How much there is in a session. */
export interface SessionCounts {
  /** Jobs that the checkpoint lists. */
  readonly jobs: number;
  /** Results of all attempts. */
  readonly results: number;
  /** Jobs by the outcome of their last result; `none` counts results without one. */
  readonly outcomes: ReadonlyMap<string, number>;
}
