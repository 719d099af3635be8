import type { Answer } from './answer.js';

/** What `plainbox verify --json` answers. */
export interface VerifyAnswer extends Answer {
  readonly schema: 'plainbox-verify/1';
  readonly sessions: readonly VerifiedSession[];
}

/** How a session was found to be. */
export interface VerifiedSession {
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** Everything that was ever acknowledged is there, and can be read. */
  readonly ok: boolean;
  /** Number of the newest checkpoint that can be proved; 0: none. */
  readonly checkpoint: number;
  /** Records whose checksums were compared. */
  readonly recordsChecked: number;
  /** What isn't as it was saved, and what lay beside it. */
  readonly faults: readonly Fault[];
}

/** One thing that is not as it was saved. */
export interface Fault {
  /** Stable name. */
  readonly code: string;
  readonly message: string;
  /** The file. */
  readonly path: string | null;
  /** First checkpoint that is lost by it. */
  readonly lostFrom: number | null;
  /** Last checkpoint known to be lost by it. */
  readonly lostTo: number | null;
}
