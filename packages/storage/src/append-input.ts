import type { Capabilities, RecordKind } from './driver.js';
import { StorageError } from './errors.js';
import { checkLogName } from './session-id.js';

/** What one checkpoint hands in. */
export interface AppendInput {
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
  /** Names of the logs that the record refers to: they are synced before it is written. */
  readonly logs?: readonly string[];
  /** Small side data for listings, at most 16 KiB; with snapshots only. */
  readonly summary?: Uint8Array;
  /**
   * Snapshots only: the session as it was at this checkpoint, not a new one. It takes the place of
   * the records up to there while later deltas go on; no checkpoint waits for it.
   */
  readonly continues?: number;
}

const LARGEST_SUMMARY = 16 * 1024;

/** Refuses what can't be a record before it takes a place in the queue. */
export function checkAppendInput(input: AppendInput, supports: Capabilities): void {
  if (typeof input !== 'object' || input === null) {
    throw invalid('A record is an object that has a kind and bytes.');
  }
  const { kind, bytes, continues, summary, logs } = input;
  if (kind !== 'snapshot' && kind !== 'delta') {
    throw invalid(`The kind of a record is "snapshot" or "delta", not ${JSON.stringify(kind)}.`);
  }
  if (!(bytes instanceof Uint8Array)) throw invalid('The bytes of a record are a Uint8Array.');
  if (bytes.length === 0) throw invalid('A record without bytes would say nothing.');
  if (kind === 'delta') {
    if (!supports.deltas) {
      throw new StorageError(
        'UNSUPPORTED',
        'This store takes snapshots only (supports.deltas is false).',
      );
    }
    if (continues !== undefined || summary !== undefined) {
      throw invalid('Only a snapshot can continue a checkpoint or carry a summary.');
    }
  }
  if (summary !== undefined && !(summary instanceof Uint8Array)) {
    throw invalid('A summary is a Uint8Array.');
  }
  if (summary !== undefined && summary.length > LARGEST_SUMMARY) {
    throw invalid(`A summary has at most ${LARGEST_SUMMARY} bytes, not ${summary.length}.`);
  }
  if (logs !== undefined) {
    if (!Array.isArray(logs)) throw invalid('The logs of a record are an array of names.');
    if (logs.length > 0 && !supports.logs) {
      throw new StorageError('UNSUPPORTED', 'This store keeps no logs that a record could name.');
    }
    for (const name of logs) checkLogName(name);
  }
}

function invalid(message: string): StorageError {
  return new StorageError('INVALID_ARGUMENT', message);
}
