import type { Answer } from './answer.js';

/** What `plainbox rm --json` answers. */
export interface RmAnswer extends Answer {
  readonly schema: 'plainbox-rm/1';
  /** Nothing was removed: this is what would be. */
  readonly dryRun: boolean;
  readonly sessions: readonly RemovedSession[];
}

/** A session that was removed, or would be. */
export interface RemovedSession {
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** All that belongs to it, logs included. */
  readonly bytes: number | null;
  /** It was to go on by itself after a reboot, and is not any more. */
  readonly disarmed: boolean;
}
