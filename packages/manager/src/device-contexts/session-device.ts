import type { SessionState } from '@plainbox/state';
import type { JobChanges } from '../job-changes/job-changes.js';
import type { Reruns } from '../reruns.js';
import type { SessionData } from '../session-data.js';

/** What a session holds of one device. */
export interface SessionDevice {
  /** Names the device among those of the session; null stands for the machine that the session runs on. */
  readonly device: string | null;
  readonly state: SessionState;
  /** What is saved with the session beside that state. */
  readonly data: SessionData;
  /** Jobs that are to run once more on the device though they have a result. */
  readonly reruns: Reruns;
  /** How its jobs differ from those that the session was saved with, when it was loaded. */
  readonly jobChanges: JobChanges;
}
