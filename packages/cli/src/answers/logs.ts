import type { Answer } from './answer.js';

/** What `plainbox logs --json` answers. */
export interface LogsAnswer extends Answer {
  readonly schema: 'plainbox-logs/1';
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  readonly attempts: readonly LoggedAttempt[];
}

/** What one attempt at a job wrote. */
export interface LoggedAttempt {
  readonly job: string;
  /** The device that it was on; missing for this machine, and where the session is about one device only. */
  readonly device?: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Whether it has a result; if not it is under way, or was cut off. */
  readonly hasResult: boolean;
  readonly outcome: string | null;
  readonly records: readonly LogRecord[];
}

/** A piece of output. */
export interface LogRecord {
  /** Seconds since the piece before. */
  readonly delay: number;
  readonly stream: 'stdout' | 'stderr';
  /** The bytes, as base64. */
  readonly data: string;
}
