import type { AppendedRecord, Fence, SessionId, StorageDriver } from './driver.js';
import { StorageError } from './errors.js';

/** Below this, folding deltas into a new snapshot takes more from the checkpoints than it gives to the next load. */
const SMALLEST_FOLD = 4 * 1024 * 1024;

interface Waiting {
  readonly record: AppendedRecord;
  readonly resolve: (accepted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Folds the stored deltas of one session into a snapshot, beside the appends that go on: one fold at a time,
 * and not before the checkpoint that it stands for is stored.
 */
export class RecordFold {
  readonly isPossible: boolean;
  readonly #driver: StorageDriver;
  readonly #id: SessionId;
  readonly #fence: Fence;
  readonly #onEnd: () => void;
  #waiting: Waiting | undefined;
  #running = false;
  #held = false;
  #deltaBytes: number;
  #snapshotBytes: number;

  constructor(
    driver: StorageDriver,
    id: SessionId,
    fence: Fence,
    stored: { readonly snapshotBytes: number; readonly deltaBytes: number },
    onEnd: () => void,
  ) {
    this.isPossible = driver.supports.compaction === true;
    this.#driver = driver;
    this.#id = id;
    this.#fence = fence;
    this.#onEnd = onEnd;
    this.#snapshotBytes = stored.snapshotBytes;
    this.#deltaBytes = stored.deltaBytes;
  }

  /** The deltas have outgrown their snapshot, and no fold of them is under way. */
  get isDue(): boolean {
    return this.#deltaBytes > this.#bytesToFold && !this.isBusy;
  }

  /** They have outgrown it twice. */
  get isOverdue(): boolean {
    return this.#deltaBytes > 2 * this.#bytesToFold;
  }

  get #bytesToFold(): number {
    return Math.max(this.#snapshotBytes, SMALLEST_FOLD);
  }

  /** A fold waits or runs. */
  get isBusy(): boolean {
    return this.#waiting !== undefined || this.#running;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Counts a record that was stored. */
  note({ kind, bytes }: AppendedRecord): void {
    if (kind === 'delta') {
      this.#deltaBytes += bytes.length;
    } else {
      this.#snapshotBytes = bytes.length;
      this.#deltaBytes = 0;
    }
  }

  /** Puts a snapshot in the place of the deltas up to its number; `false`: another owner came before. */
  put(record: AppendedRecord, stored: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting = { record, resolve, reject };
      this.startWhenStored(stored);
    });
  }

  /** Nothing is started until `goOn`. */
  hold(): void {
    this.#held = true;
  }

  goOn(stored: number): void {
    this.#held = false;
    this.startWhenStored(stored);
  }

  startWhenStored(stored: number): void {
    const waiting = this.#waiting;
    if (waiting === undefined || this.#held || stored < waiting.record.sequence) return;
    this.#waiting = undefined;
    this.#running = true;
    const deltaBytesBefore = this.#deltaBytes;
    (this.#driver.compact?.(this.#id, waiting.record, this.#fence) ?? Promise.resolve(false)).then(
      (accepted) => {
        if (accepted) {
          this.#snapshotBytes = waiting.record.bytes.length;
          this.#deltaBytes = Math.max(0, this.#deltaBytes - deltaBytesBefore);
        }
        this.#end(() => waiting.resolve(accepted));
      },
      (error) => this.#end(() => waiting.reject(error)),
    );
  }

  /** A checkpoint that the waiting snapshot stands for won't be stored. */
  abandon(cause: unknown): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    const { sequence } = waiting.record;
    waiting.reject(
      new StorageError(
        'ABANDONED',
        `The snapshot that continues checkpoint ${sequence} wasn't written, since a checkpoint before it failed.`,
        { cause, sessionId: this.#id },
      ),
    );
  }

  #end(tell: () => void): void {
    this.#running = false;
    tell();
    this.#onEnd();
  }
}
