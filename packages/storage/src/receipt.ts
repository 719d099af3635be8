import type { RecordKind } from './driver.js';

/** Proof that a checkpoint is stored as durably as the repository promises. */
export interface Receipt {
  readonly sequence: number;
  readonly kind: RecordKind;
  /** The deltas have outgrown their snapshot: a snapshot that `continues` would be welcome. */
  readonly snapshotDue: boolean;
}
