import type { CheckpointReceipt } from './receipt.js';

/** What a manager tells its listeners. */
export interface ManagerEvents {
  /** A checkpoint is durable. */
  checkpoint: [receipt: CheckpointReceipt];
}
