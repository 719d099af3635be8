import type { Answer } from './answer.js';
import type { Fault } from './verify.js';

/** What `plainbox repair --json` answers. */
export interface RepairAnswer extends Answer {
  readonly schema: 'plainbox-repair/1';
  /** Nothing was changed: this is what would be mended. */
  readonly dryRun: boolean;
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** Number of the checkpoint that the session goes on from. */
  readonly checkpoint: number;
  /** What was found. */
  readonly faults: readonly Fault[];
  /** Where the damaged originals lie now. */
  readonly keptAside: readonly string[];
}
