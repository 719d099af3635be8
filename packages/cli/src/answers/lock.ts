import type { Answer } from './answer.js';

/** What `plainbox lock --json` answers. */
export interface LockAnswer extends Answer {
  readonly schema: 'plainbox-lock/1';
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** `free`: nobody has it; `held`; `dead`: who had it has died, and the next one gets it. */
  readonly state: 'free' | 'held' | 'dead';
  /** Who has it open for writing, or had. */
  readonly owner: Owner | null;
  /** Whether this call has taken the lock away. */
  readonly broken: boolean;
}

/** Who opened a session for writing; null where it could not be read. */
export interface Owner {
  readonly pid: number | null;
  readonly host: string | null;
  /** @format date-time */
  readonly since: string | null;
  /** Number of the opening. */
  readonly fence: number;
}
