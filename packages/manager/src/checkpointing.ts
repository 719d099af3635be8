import type { SessionCodec, SuspendContext } from '@plainbox/codecs';
import type { ChangeTracker, SessionChange, SessionState } from '@plainbox/state';
import type { AppendInput, Receipt, SessionStorage } from '@plainbox/storage';
import type { CheckpointReceipt } from './receipt.js';

/** The three that a checkpoint goes through, and what is known of the place. */
export interface CheckpointingParts {
  readonly state: SessionState;
  readonly storage: SessionStorage;
  readonly codec: SessionCodec;
  readonly context: SuspendContext;
  /** Names of the logs that a change refers to. */
  readonly logsOf: (change: SessionChange) => readonly string[];
}

/**
 * Turns a state into records, in the order of the calls. The state is read before a call returns,
 * so it may change on at once.
 */
export class Checkpointing {
  readonly #parts: CheckpointingParts;
  readonly #changes: ChangeTracker;
  /** Logs that no stored checkpoint has named yet: it must not be durable before they are. */
  readonly #unsyncedLogs = new Set<string>();

  constructor(parts: CheckpointingParts) {
    this.#parts = parts;
    this.#changes = parts.state.trackChanges();
  }

  async checkpoint(signal: AbortSignal | undefined): Promise<CheckpointReceipt> {
    const started = performance.now();
    const record = this.#record();
    const receipt = await this.#parts.storage.append(record, signal ? { signal } : {});
    return this.#acknowledge(record, receipt, started);
  }

  checkpointSync(): CheckpointReceipt {
    const started = performance.now();
    const record = this.#record();
    return this.#acknowledge(record, this.#parts.storage.appendSync(record), started);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #record(): AppendInput {
    const { codec, state, context, logsOf } = this.#parts;
    for (const change of this.#changes.take()) {
      for (const log of logsOf(change)) this.#unsyncedLogs.add(log);
    }
    return {
      kind: 'snapshot',
      bytes: codec.suspendSync(state, context),
      logs: [...this.#unsyncedLogs],
    };
  }

  #acknowledge(record: AppendInput, receipt: Receipt, started: number): CheckpointReceipt {
    for (const log of record.logs ?? []) this.#unsyncedLogs.delete(log);
    return {
      sequence: receipt.sequence,
      kind: receipt.kind,
      bytes: record.bytes.length,
      milliseconds: performance.now() - started,
    };
  }
}
