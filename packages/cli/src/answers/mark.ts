import type { Answer } from './answer.js';

/** What `plainbox mark --json` answers. */
export interface MarkAnswer extends Answer {
  readonly schema: 'plainbox-mark/1';
  /** Nothing was changed: this is how it would be. */
  readonly dryRun: boolean;
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  readonly job: string;
  /** The device that it is for, where the session is about several and this one has a name. */
  readonly device?: string;
  /** Number of the attempt that the verdict is. */
  readonly attempt: number;
  /** Of the attempt before; null: there was none. */
  readonly before: string | null;
  readonly outcome: string;
  readonly comments: string | null;
}
