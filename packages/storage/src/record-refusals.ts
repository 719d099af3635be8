import type { SessionId } from './driver.js';
import { LockLostError, StorageError } from './errors.js';

/** Why a record isn't stored that would otherwise be: each in the words for whoever handed it in. */

export function abandoned(id: SessionId, sequence: number, cause: unknown): StorageError {
  return new StorageError(
    'ABANDONED',
    `Checkpoint ${sequence} of session ${id} wasn't written, since one before it failed: append a snapshot next.`,
    { cause, sessionId: id, sequence },
  );
}

/** @param position the last record handed in. */
export function snapshotNeeded(id: SessionId, position: number): StorageError {
  const why =
    position === 0
      ? 'it has no snapshot yet'
      : 'a checkpoint before this one failed, or was taken back by a repair';
  return new StorageError(
    'SNAPSHOT_NEEDED',
    `Session ${id} takes no delta now, since ${why}: append a snapshot.`,
    { sessionId: id },
  );
}

export function takenOver(id: SessionId): LockLostError {
  return new LockLostError(
    `Another writer took over session ${id}: nothing more is written from here. Open it again to go on from what is stored.`,
    { sessionId: id },
  );
}

export function pausedForRepair(id: SessionId): StorageError {
  return new StorageError(
    'UNSUPPORTED',
    `Session ${id} is being repaired, and nothing is written to it synchronously until that is done: use append.`,
    { sessionId: id },
  );
}

export function repaired(id: SessionId): StorageError {
  return new StorageError('DAMAGED', `Session ${id} was damaged and is repaired.`, {
    sessionId: id,
  });
}

export function aborted(reason: unknown): Error {
  if (reason instanceof Error && reason.name === 'AbortError') return reason;
  return new DOMException('The checkpoint was aborted before it was written.', {
    name: 'AbortError',
    cause: reason,
  } as unknown as string);
}
