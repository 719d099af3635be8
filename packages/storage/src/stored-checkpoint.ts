import type { SessionId, StorageDriver, StorageFault } from './driver.js';
import { StorageError } from './errors.js';

/** A session as it was at one checkpoint: the snapshot, and the deltas since in order. */
export interface StoredCheckpoint {
  readonly snapshot: Uint8Array;
  readonly deltas: readonly Uint8Array[];
  readonly sequence: number;
  /** Number of the snapshot. */
  readonly snapshotSequence: number;
  /** What couldn't be read as it was acknowledged, and what lay beside it. */
  readonly faults: readonly StorageFault[];
}

/** Folds a driver's records into a checkpoint, and refuses an order that no log can have. */
export async function readCheckpoint(
  driver: StorageDriver,
  id: SessionId,
  upTo?: number,
): Promise<StoredCheckpoint | undefined> {
  const faults: StorageFault[] = [];
  const deltas: Uint8Array[] = [];
  let snapshot: Uint8Array | undefined;
  let snapshotSequence = 0;
  let sequence = 0;
  for await (const record of driver.read(id, upTo, (fault) => faults.push(fault))) {
    const fits =
      snapshot === undefined
        ? record.kind === 'snapshot' && record.sequence >= 1
        : record.kind === 'delta' && record.sequence === sequence + 1;
    if (!fits || (upTo !== undefined && record.sequence > upTo)) {
      throw new StorageError(
        'DAMAGED',
        `Session ${id} has ${record.kind} ${record.sequence} after record ${sequence}, where it can't stand.`,
        { sessionId: id, sequence: record.sequence },
      );
    }
    sequence = record.sequence;
    if (snapshot === undefined) {
      snapshot = record.bytes;
      snapshotSequence = sequence;
    } else {
      deltas.push(record.bytes);
    }
  }
  if (snapshot === undefined) {
    const fault = faults.find(({ lostTo }) => lostTo !== undefined);
    if (fault === undefined) return undefined;
    throw new StorageError('DAMAGED', `Nothing of session ${id} can be proved: ${fault.message}`, {
      sessionId: id,
    });
  }
  return { snapshot, deltas, sequence, snapshotSequence, faults };
}
