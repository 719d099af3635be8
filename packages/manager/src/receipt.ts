/** Proof that a checkpoint is as durable as the storage promises. */
export interface CheckpointReceipt {
  /** Number of the checkpoint in the session's life, from 1. */
  readonly sequence: number;
  /** A whole session, or what changed since the checkpoint before. */
  readonly kind: 'snapshot' | 'delta';
  /** What was handed to the storage. */
  readonly bytes: number;
  /** From the call to the moment it was durable. */
  readonly milliseconds: number;
}
