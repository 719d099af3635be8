import type { AppendInput } from './append-input.js';
import type { AppendedRecord, Fence, SessionId, StorageDriver } from './driver.js';
import { type LockLostError, StorageError } from './errors.js';
import type { Receipt } from './receipt.js';
import { RecordFold } from './record-fold.js';
import {
  abandoned,
  aborted,
  pausedForRepair,
  repaired,
  snapshotNeeded,
  takenOver,
} from './record-refusals.js';

interface Entry {
  readonly record: AppendedRecord;
  readonly logs: readonly string[];
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
  stopListening: (() => void) | undefined;
}

const NO_LOGS: readonly string[] = [];
/** Bounds what one batch copies; callers beyond it wait for the next. */
const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Puts the records of one writer in order: numbers them when they are handed in, writes those
 * that wait together as one batch, and never lets a delta pass whose predecessor isn't stored.
 *
 * A delta means nothing without the ones before it. So when one fails or is aborted, those handed in
 * after it fail too, and until a snapshot is handed in every delta is refused.
 */
export class RecordQueue {
  /** Last durable record. */
  sequence: number;
  /** Last record handed in. */
  position: number;
  snapshotNeeded: boolean;

  readonly #driver: StorageDriver;
  readonly #id: SessionId;
  readonly #fence: Fence;
  readonly #batches: boolean;
  #waiting: Entry[] = [];
  #writing: Entry[] = NO_ENTRIES;
  #lastBatch = 1;
  #lost: LockLostError | undefined;
  #idleListeners: (() => void)[] = [];
  #paused = false;
  readonly #fold: RecordFold;

  constructor(
    driver: StorageDriver,
    id: SessionId,
    fence: Fence,
    start: { sequence: number; snapshotBytes: number; deltaBytes: number },
  ) {
    this.#driver = driver;
    this.#id = id;
    this.#fence = fence;
    this.#batches = driver.supports.batches === true;
    this.sequence = start.sequence;
    this.position = start.sequence;
    this.snapshotNeeded = start.sequence === 0;
    this.#fold = new RecordFold(driver, id, fence, start, () => this.#tellIdle());
  }

  /** The deltas have outgrown their snapshot, and no fold of them is under way. */
  get snapshotDue(): boolean {
    return this.#fold.isDue;
  }

  /** They have outgrown it twice: a fold that was asked for, or is under way, doesn't get on. */
  get snapshotOverdue(): boolean {
    return this.#fold.isOverdue;
  }

  append(input: AppendInput, signal: AbortSignal | undefined): Promise<Receipt> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (input.continues !== undefined) return this.#foldInto(input, input.continues);
    if (input.kind === 'delta' && this.snapshotNeeded) return Promise.reject(this.#needsSnapshot());
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        record: this.#number(input),
        logs: input.logs ?? NO_LOGS,
        resolve,
        reject,
        stopListening: undefined,
      };
      if (signal !== undefined) this.#listen(entry, signal);
      this.#waiting.push(entry);
      if (this.#writing === NO_ENTRIES && !this.#paused) this.#startWriting();
    });
  }

  /** Everything handed in so far and this record, written before it returns. */
  appendSync(input: AppendInput): Receipt {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#paused) throw pausedForRepair(this.#id);
    if (input.continues !== undefined && input.continues !== this.position) {
      throw new StorageError(
        'INVALID_ARGUMENT',
        `A synchronous snapshot can only continue the last checkpoint (${this.position}), not ${input.continues}.`,
      );
    }
    if (input.kind === 'delta' && this.snapshotNeeded) throw this.#needsSnapshot();
    const before = this.#isWriting() ? [...this.#writing, ...this.#waiting] : NO_ENTRIES;
    const logs = [...before.flatMap((entry) => entry.logs), ...(input.logs ?? NO_LOGS)];
    if (logs.length > 0) this.#driver.syncLogsSync?.(this.#id, logs);
    const record = this.#number(input);
    const records = [...before.map((entry) => entry.record), record];
    let accepted: boolean;
    try {
      accepted = this.#driver.appendSync?.(this.#id, records, this.#fence) ?? false;
    } catch (error) {
      this.position = record.sequence - 1;
      this.snapshotNeeded = true;
      throw error;
    }
    if (!accepted) throw this.#lose();
    // What is being written asynchronously is stored now, whatever becomes of that write.
    this.#waiting = [];
    const superseded = this.#writing;
    if (superseded !== NO_ENTRIES) this.#writing = SUPERSEDED;
    this.#settle(before);
    this.#settleRecord(record);
    this.#fold.startWhenStored();
    return this.#receipt(record);
  }

  /** Does something while nothing is written: what is handed in meanwhile waits, and is written afterwards. */
  async pauseFor<T>(task: () => Promise<T>): Promise<T> {
    this.#paused = true;
    this.#fold.hold();
    try {
      await this.idle();
      return await task();
    } finally {
      this.#paused = false;
      this.#fold.goOn();
      if (this.#writing === NO_ENTRIES) this.#writeNext();
    }
  }

  /** Gives up what waits: it was handed in on top of something that a repair has changed. */
  abandonRepaired(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const cause = repaired(this.#id);
    this.#abandon(waiting, cause);
    this.#fold.abandon(cause);
  }

  /** Resolves when nothing is being written any more, a fold in the background included. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.push(resolve));
  }

  #isIdle(): boolean {
    const isWriting = this.#paused ? this.#writing !== NO_ENTRIES : this.#isWriting();
    return !isWriting && !this.#fold.isRunning;
  }

  #isWriting(): boolean {
    return this.#writing !== NO_ENTRIES || this.#waiting.length > 0;
  }

  #number(input: AppendInput): AppendedRecord {
    const sequence = ++this.position;
    if (input.kind === 'snapshot') this.snapshotNeeded = false;
    return recordOf(sequence, input);
  }

  #listen(entry: Entry, signal: AbortSignal): void {
    const onAbort = (): void => this.#withdraw(entry, signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    entry.stopListening = () => signal.removeEventListener('abort', onAbort);
  }

  /** Takes a record back that isn't being written yet; once it is, its outcome decides. */
  #withdraw(entry: Entry, reason: unknown): void {
    const index = this.#waiting.indexOf(entry);
    if (index === -1) return;
    const [, ...behind] = this.#waiting.splice(index);
    this.position = entry.record.sequence - 1;
    this.snapshotNeeded = true;
    entry.reject(aborted(reason));
    this.#abandon(behind, reason);
    this.#fold.abandon(reason);
  }

  /** Callers that were told together mostly come back together: the first then waits for the others, not they for it. */
  #startWriting(): void {
    if (this.#lastBatch === 1) {
      this.#writeNext();
    } else if (this.#waiting.length === 1) {
      process.nextTick(() => {
        if (this.#writing === NO_ENTRIES && !this.#paused) this.#writeNext();
      });
    }
  }

  #writeNext(): void {
    const batch = this.#paused ? undefined : this.#takeBatch();
    if (batch === undefined) {
      this.#tellIdle();
      return;
    }
    this.#writing = batch;
    this.#lastBatch = batch.length;
    const logs = batch.length === 1 ? batch[0]?.logs : batch.flatMap((entry) => entry.logs);
    if (logs !== undefined && logs.length > 0) {
      Promise.all([...new Set(logs)].map((name) => this.#driver.syncLog?.(this.#id, name))).then(
        () => this.#write(batch),
        (error) => this.#onFailed(batch, error),
      );
    } else {
      this.#write(batch);
    }
  }

  #takeBatch(): Entry[] | undefined {
    const first = this.#waiting[0];
    if (first === undefined) return undefined;
    if (!this.#batches || first.record.kind === 'snapshot') return [this.#waiting.shift() as Entry];
    let count = 0;
    let bytes = 0;
    for (const { record } of this.#waiting) {
      bytes += record.bytes.length;
      if (record.kind === 'snapshot' || (count > 0 && bytes > LARGEST_BATCH_BYTES)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  #write(batch: Entry[]): void {
    // While logs were synced, a synchronous append may have stored this batch.
    if (this.#writing !== batch) {
      this.#onSuperseded();
      return;
    }
    let outcome: Promise<boolean>;
    try {
      outcome =
        this.#driver.appendBatch !== undefined && batch[0]?.record.kind === 'delta'
          ? this.#driver.appendBatch(
              this.#id,
              batch.map((entry) => entry.record),
              this.#fence,
            )
          : this.#driver.append(this.#id, (batch[0] as Entry).record, this.#fence);
    } catch (error) {
      outcome = Promise.reject(error);
    }
    outcome.then(
      (accepted) => this.#onWritten(batch, accepted),
      (error) => this.#onFailed(batch, error),
    );
  }

  #onWritten(batch: Entry[], accepted: boolean): void {
    if (this.#writing !== batch) {
      this.#onSuperseded();
      return;
    }
    this.#writing = NO_ENTRIES;
    if (accepted) {
      this.#settle(batch);
      this.#fold.startWhenStored();
    } else {
      const error = this.#lose();
      for (const entry of batch) this.#reject(entry, error);
    }
    this.#writeNext();
  }

  #onFailed(batch: Entry[], error: unknown): void {
    if (this.#writing !== batch) {
      this.#onSuperseded();
      return;
    }
    this.#writing = NO_ENTRIES;
    this.position = this.sequence;
    this.snapshotNeeded = true;
    const behind = this.#waiting;
    this.#waiting = [];
    for (const entry of batch) this.#reject(entry, error);
    this.#abandon(behind, error);
    this.#fold.abandon(error);
    this.#writeNext();
  }

  #onSuperseded(): void {
    this.#writing = NO_ENTRIES;
    this.#writeNext();
  }

  #settle(entries: readonly Entry[]): void {
    for (const entry of entries) {
      entry.stopListening?.();
      this.#settleRecord(entry.record);
    }
    for (const entry of entries) entry.resolve(this.#receipt(entry.record));
  }

  #settleRecord(record: AppendedRecord): void {
    this.sequence = record.sequence;
    this.#fold.note(record);
  }

  #receipt(record: AppendedRecord): Receipt {
    return { sequence: record.sequence, kind: record.kind, snapshotDue: this.snapshotDue };
  }

  #reject(entry: Entry, error: unknown): void {
    entry.stopListening?.();
    entry.reject(error);
  }

  #abandon(entries: readonly Entry[], cause: unknown): void {
    for (const entry of entries) {
      this.#reject(entry, abandoned(this.#id, entry.record.sequence, cause));
    }
  }

  #lose(): LockLostError {
    this.#lost ??= takenOver(this.#id);
    const behind = this.#waiting;
    this.#waiting = [];
    for (const entry of behind) this.#reject(entry, this.#lost);
    this.#fold.abandon(this.#lost);
    return this.#lost;
  }

  #needsSnapshot(): StorageError {
    return snapshotNeeded(this.#id, this.position);
  }

  /** A snapshot in the place of what is stored already. */
  async #foldInto(input: AppendInput, continues: number): Promise<Receipt> {
    if (!Number.isSafeInteger(continues) || continues < 1 || continues > this.position) {
      throw new StorageError(
        'INVALID_ARGUMENT',
        `A snapshot can continue a checkpoint from 1 to ${this.position}, not ${continues}.`,
        { sessionId: this.#id },
      );
    }
    if (this.snapshotNeeded) throw this.#needsSnapshot();
    if (!this.#fold.isPossible) {
      // Such a store takes it as one more checkpoint, or not at all if others came meanwhile.
      if (continues !== this.position) {
        return { sequence: continues, kind: 'snapshot', snapshotDue: true };
      }
      const { continues: _, ...plain } = input;
      return this.append(plain, undefined);
    }
    const record = recordOf(continues, input);
    if (!(await this.#fold.put(record))) throw this.#lose();
    return this.#receipt(record);
  }

  #tellIdle(): void {
    if (!this.#isIdle()) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}

const NO_ENTRIES: Entry[] = [];
/** Stands for a batch that a synchronous append has stored while its own write is still under way. */
const SUPERSEDED: Entry[] = [];

function recordOf(sequence: number, { kind, bytes, summary }: AppendInput): AppendedRecord {
  return summary === undefined ? { sequence, kind, bytes } : { sequence, kind, bytes, summary };
}
