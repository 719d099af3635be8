import { type AppendInput, checkAppendInput } from './append-input.js';
import type {
  Capabilities,
  Fence,
  RecordKind,
  RepairReport,
  SessionId,
  StorageDriver,
  StorageFault,
  VerifyReport,
} from './driver.js';
import { LockLostError, StorageError } from './errors.js';
import { losesCheckpoints } from './faults.js';
import { readLines } from './log-lines.js';
import { LogTail, LogWriter } from './log-writer.js';
import type { Receipt } from './receipt.js';
import { RecordQueue } from './record-queue.js';
import { checkLogName } from './session-id.js';
import { readCheckpoint, type StoredCheckpoint } from './stored-checkpoint.js';
import { verifyRecords } from './verify.js';

/** One row of {@link SessionStorage.history}. */
export interface CheckpointInfo {
  readonly sequence: number;
  readonly kind: RecordKind;
  /** Bytes of the record. */
  readonly size: number;
}

/** What opening a storage hands over; made by the repository. */
export interface StorageOpening {
  readonly driver: StorageDriver;
  readonly supports: Capabilities;
  readonly id: SessionId;
  /** Absent: opened for reading. */
  readonly fence?: Fence;
}

/**
 * One session's durable place. Checkpoints become durable in the order of the calls, and a call resolves
 * when its bytes are as durable as `supports.survives` says; one that rejects has stored nothing.
 */
export class SessionStorage implements AsyncDisposable {
  readonly id: SessionId;
  readonly location: string;
  readonly supports: Capabilities;
  readonly readOnly: boolean;

  readonly #driver: StorageDriver;
  readonly #fence: Fence | undefined;
  #queue: RecordQueue | undefined;
  /** What was read at opening, kept for the first `load`. */
  #opened: StoredCheckpoint | undefined;
  #damage: StorageFault | undefined;
  /** A repair found that another has the session. */
  #lockLost: LockLostError | undefined;
  #closing: Promise<void> | undefined;
  /** The last repair that was asked for: settled, or under way. */
  #repairing: Promise<unknown> | undefined;
  readonly #logs = new Set<LogWriter>();
  readonly #logTails = new Map<string, LogTail>();

  private constructor(opening: StorageOpening) {
    const { driver, id } = opening;
    this.id = id;
    this.location = driver.locate?.(id) ?? `${driver.location}#${id}`;
    this.supports = opening.supports;
    this.readOnly = opening.fence === undefined;
    this.#driver = driver;
    this.#fence = opening.fence;
  }

  /** For repositories: a storage that is ready for its first append. */
  static async open(opening: StorageOpening): Promise<SessionStorage> {
    const storage = new SessionStorage(opening);
    if (opening.fence !== undefined) await storage.#prepareWriting(opening.fence);
    return storage;
  }

  /** Number of the last durable checkpoint; 0: none yet. Readers learn it by `load`. */
  get sequence(): number {
    return this.#queue?.sequence ?? 0;
  }

  /** Number of the last checkpoint handed in, durable or still being written. */
  get position(): number {
    return this.#queue?.position ?? 0;
  }

  /** The next record must be a snapshot: nothing is stored yet, or a delta before failed. */
  get snapshotNeeded(): boolean {
    return this.#queue?.snapshotNeeded ?? false;
  }

  /** The deltas have outgrown their snapshot: one that `continues` would be welcome. */
  get snapshotDue(): boolean {
    return this.#queue?.snapshotDue ?? false;
  }

  /**
   * The deltas have outgrown their snapshot twice. Whoever has handed in one that `continues`, or is at making one,
   * doesn't get on, as in a program that never waits: a whole snapshot as the next checkpoint would end it.
   */
  get snapshotOverdue(): boolean {
    return this.#queue?.snapshotOverdue ?? false;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** The newest provable checkpoint; `undefined` if nothing was ever saved. */
  async load(): Promise<StoredCheckpoint | undefined> {
    this.#checkOpen();
    const opened = this.#opened;
    this.#opened = undefined;
    return opened ?? (await readCheckpoint(this.#driver, this.id));
  }

  /** Stores a record; resolves when it is durable. */
  append(input: AppendInput, options: { readonly signal?: AbortSignal } = {}): Promise<Receipt> {
    try {
      const queue = this.#queueFor(input);
      options.signal?.throwIfAborted();
      return queue.append(input, options.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The twin of `append` for exit paths: everything handed in before is written as well. */
  appendSync(input: AppendInput): Receipt {
    const queue = this.#queueFor(input);
    if (!this.supports.sync) {
      throw new StorageError(
        'UNSUPPORTED',
        `The store at ${this.location} can't write synchronously: use append.`,
        { sessionId: this.id },
      );
    }
    return queue.appendSync(input);
  }

  /** All checkpoints that can still be loaded, newest first. */
  async *history(): AsyncIterable<CheckpointInfo> {
    this.#checkOpen();
    let upTo = Number.MAX_SAFE_INTEGER;
    while (upTo > 0) {
      const rows: CheckpointInfo[] = [];
      for await (const { sequence, kind, bytes } of this.#driver.read(this.id, upTo)) {
        if (sequence > upTo) {
          throw new StorageError(
            'DAMAGED',
            `Session ${this.id} has record ${sequence} out of its place.`,
            {
              sessionId: this.id,
              sequence,
            },
          );
        }
        rows.push({ sequence, kind, size: bytes.length });
      }
      const snapshot = rows[0];
      if (snapshot === undefined) return;
      yield* rows.reverse();
      if (!this.supports.history) return;
      upTo = snapshot.sequence - 1;
    }
  }

  /** The session as it was at an earlier checkpoint. */
  async loadAt(sequence: number): Promise<StoredCheckpoint> {
    this.#checkOpen();
    if (!Number.isSafeInteger(sequence) || sequence < 1) {
      throw new StorageError(
        'INVALID_ARGUMENT',
        `A checkpoint's number is 1 or more, not ${sequence}.`,
      );
    }
    const checkpoint = await readCheckpoint(this.#driver, this.id, sequence);
    if (checkpoint?.sequence !== sequence) {
      throw new StorageError(
        'NOT_FOUND',
        `Session ${this.id} has no checkpoint ${sequence} any more, or never had: history() lists those it has.`,
        { sessionId: this.id, sequence },
      );
    }
    return checkpoint;
  }

  /** Opens a log for writing at its end. Several may be open at once. */
  async openLog(name: string): Promise<LogWriter> {
    this.#checkWritable();
    this.#checkLogs(name);
    const tail = this.#logTails.get(name) ?? new LogTail();
    this.#logTails.set(name, tail);
    const writer = new LogWriter(this.#driver, this.id, name, tail, () => this.#forgetLog(writer));
    this.#logs.add(writer);
    return writer;
  }

  /** The bytes of a log as they were written. */
  readLog(name: string): AsyncIterable<Uint8Array> {
    this.#checkOpen();
    this.#checkLogs(name);
    return this.#driver.readLog?.(this.id, name) ?? emptyIterable();
  }

  /**
   * The lines of a log, unzipped if it is gzip, up to the last whole one: also of a log whose writer
   * was killed.
   */
  readLogLines(name: string): AsyncIterable<string> {
    return readLines(() => this.readLog(name));
  }

  /** Checks everything that is stored, and changes nothing. */
  verify(): Promise<VerifyReport> {
    this.#checkOpen();
    return this.#driver.verify?.(this.id) ?? verifyRecords(this.#driver, this.id);
  }

  /**
   * Makes the newest provable checkpoint the present one, and keeps the originals aside. What is appended meanwhile
   * waits; if the repair changed what it continues, it is abandoned.
   */
  repair(): Promise<RepairReport> {
    const repair = this.#repairing?.then(() => this.#repair()) ?? this.#repair();
    this.#repairing = repair.catch(() => {});
    return repair;
  }

  async #repair(): Promise<RepairReport> {
    const queue = this.#checkWritable();
    const fence = this.#fence;
    const repair = this.#driver.repair?.bind(this.#driver);
    if (repair === undefined || fence === undefined) {
      throw new StorageError('UNSUPPORTED', `The store at ${this.location} has no repair.`);
    }
    return queue.pauseFor(async () => {
      const report = await repair(this.id, fence).catch((error: unknown) => {
        if (error instanceof LockLostError) this.#lockLost = error;
        throw error;
      });
      // What is in a writer's hands is then not what is stored: its next record has to be the whole.
      const isElsewhere = report.sequence !== queue.sequence;
      if (isElsewhere || this.#damage !== undefined) {
        await this.#prepareWriting(fence);
        queue.abandonRepaired();
        if (isElsewhere && this.#queue !== undefined) this.#queue.snapshotNeeded = true;
      }
      return report;
    });
  }

  /** Closes, and removes the session with everything that belongs to it. */
  async remove(): Promise<void> {
    this.#checkWritable();
    await this.close();
    await this.#driver.remove(this.id);
  }

  /** Waits for what is being written, then gives the session back. Closing twice does no harm. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const log of this.#logs) await log.close();
    await this.#repairing;
    await this.#queue?.idle();
    this.#opened = undefined;
    if (this.#fence !== undefined) await this.#driver.release?.(this.id, this.#fence);
  }

  #forgetLog(writer: LogWriter): void {
    this.#logs.delete(writer);
    if ([...this.#logs].some(({ name }) => name === writer.name)) return;
    this.#logTails.delete(writer.name);
  }

  async #prepareWriting(fence: Fence): Promise<void> {
    const opened = await readCheckpoint(this.#driver, this.id);
    this.#opened = opened;
    this.#damage = opened?.faults.find((fault) => losesCheckpoints([fault]));
    this.#queue = new RecordQueue(this.#driver, this.id, fence, {
      sequence: opened?.sequence ?? 0,
      snapshotBytes: opened?.snapshot.length ?? 0,
      deltaBytes: opened?.deltas.reduce((sum, delta) => sum + delta.length, 0) ?? 0,
    });
  }

  #queueFor(input: AppendInput): RecordQueue {
    const queue = this.#checkWritable();
    // Of the damage, whoever has it now may have made an end.
    if (this.#lockLost !== undefined) throw this.#lockLost;
    if (this.#damage !== undefined) {
      throw new StorageError(
        'DAMAGED',
        `Session ${this.id} is damaged and stays untouched until it is repaired: ${this.#damage.message}`,
        { sessionId: this.id },
      );
    }
    checkAppendInput(input, this.supports);
    this.#opened = undefined;
    return queue;
  }

  #checkOpen(): void {
    if (this.closed) {
      throw new StorageError(
        'CLOSED',
        `The storage of session ${this.id} is closed: open it again.`,
        {
          sessionId: this.id,
        },
      );
    }
  }

  #checkWritable(): RecordQueue {
    this.#checkOpen();
    if (this.#queue === undefined) {
      throw new StorageError('READ_ONLY', `Session ${this.id} was opened for reading only.`, {
        sessionId: this.id,
      });
    }
    return this.#queue;
  }

  #checkLogs(name: string): void {
    checkLogName(name);
    if (!this.supports.logs) {
      throw new StorageError('UNSUPPORTED', `The store at ${this.location} keeps no logs.`, {
        sessionId: this.id,
      });
    }
  }
}

async function* emptyIterable(): AsyncIterable<never> {}
