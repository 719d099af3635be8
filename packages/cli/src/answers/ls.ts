import type { Answer } from './answer.js';

/** What `plainbox ls --json` answers. */
export interface LsAnswer extends Answer {
  readonly schema: 'plainbox-ls/1';
  /** Youngest first. */
  readonly sessions: readonly ListedSession[];
}

/** A session as a bounded look at it tells. */
export interface ListedSession {
  /** Name, unique in its store. */
  readonly id: string;
  /** The session's folder. */
  readonly location: string | null;
  /** `empty`: made, nothing saved yet; `half-made`: its maker died while making it. */
  readonly state: 'saved' | 'empty' | 'half-made' | 'damaged' | 'unreadable';
  /** A lower bound of the number of the newest checkpoint. */
  readonly checkpoint: number | null;
  /**
   * When it was last saved.
   * @format date-time
   */
  readonly modifiedAt: string | null;
  /** Bytes of snapshot and journal, without logs. */
  readonly bytes: number | null;
  /** Why the session could not be looked at. */
  readonly fault: { readonly code: string; readonly message: string } | null;
}
