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
  /** In the order of the calls; the first is begun as soon as its checkpoint is stored. */
  #waiting: Waiting[] = [];
  /** Number of the last stored record. */
  #stored: number;
  #running = false;
  #held = false;
  #deltaBytes: number;
  #snapshotBytes: number;

  constructor(
    driver: StorageDriver,
    id: SessionId,
    fence: Fence,
    stored: {
      readonly sequence: number;
      readonly snapshotBytes: number;
      readonly deltaBytes: number;
    },
    onEnd: () => void,
  ) {
    this.isPossible = driver.supports.compaction === true;
    this.#driver = driver;
    this.#id = id;
    this.#fence = fence;
    this.#onEnd = onEnd;
    this.#stored = stored.sequence;
    this.#snapshotBytes = stored.snapshotBytes;
    this.#deltaBytes = stored.deltaBytes;
  }

  /** The deltas have outgrown their snapshot, and no fold of them is under way. */
  get isDue(): boolean {
    return this.#deltaBytes > this.#bytesToFold && !this.#running && this.#waiting.length === 0;
  }

  /** They have outgrown it twice. */
  get isOverdue(): boolean {
    return this.#deltaBytes > 2 * this.#bytesToFold;
  }

  get #bytesToFold(): number {
    return Math.max(this.#snapshotBytes, SMALLEST_FOLD);
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Counts a record that was stored. */
  note({ sequence, kind, bytes }: AppendedRecord): void {
    this.#stored = sequence;
    if (kind === 'delta') {
      this.#deltaBytes += bytes.length;
    } else {
      this.#snapshotBytes = bytes.length;
      this.#deltaBytes = 0;
    }
  }

  /** Puts a snapshot in the place of the deltas up to its number; `false`: another owner came before. */
  put(record: AppendedRecord): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.startWhenStored();
    });
  }

  /** Nothing is started until `goOn`. */
  hold(): void {
    this.#held = true;
  }

  goOn(): void {
    this.#held = false;
    this.startWhenStored();
  }

  startWhenStored(): void {
    const next = this.#waiting[0];
    if (next === undefined || this.#stored < next.record.sequence) return;
    if (this.#held || this.#running) return;
    this.#waiting.shift();
    this.#running = true;
    const deltaBytesBefore = this.#deltaBytes;
    this.#compact(next.record).then(
      (accepted) => {
        if (accepted) {
          this.#snapshotBytes = next.record.bytes.length;
          this.#deltaBytes = Math.max(0, this.#deltaBytes - deltaBytesBefore);
        }
        this.#end(() => next.resolve(accepted));
      },
      (error) => this.#end(() => next.reject(error)),
    );
  }

  /** A checkpoint that the waiting snapshots stand for won't be stored. */
  abandon(cause: unknown): void {
    const abandoned = this.#waiting;
    if (abandoned.length === 0) return;
    this.#waiting = [];
    for (const { record, reject } of abandoned) {
      reject(
        new StorageError(
          'ABANDONED',
          `The snapshot that continues checkpoint ${record.sequence} wasn't written, since a checkpoint before it failed.`,
          { cause, sessionId: this.#id },
        ),
      );
    }
  }

  async #compact(record: AppendedRecord): Promise<boolean> {
    return (await this.#driver.compact?.(this.#id, record, this.#fence)) ?? false;
  }

  #end(tell: () => void): void {
    this.#running = false;
    tell();
    this.startWhenStored();
    this.#onEnd();
  }
}
