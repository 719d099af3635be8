import {
  type ChangesContext,
  CheckpointChain,
  type DeviceState,
  type SessionCodec,
  type SuspendContext,
} from '@plainbox/codecs';
import type { ChangeTracker, SessionChange, SessionState } from '@plainbox/state';
import type { AppendInput, Receipt, SessionStorage } from '@plainbox/storage';
import type { CheckpointBase } from './checkpoint-base.js';
import type { DeviceSeat } from './device-contexts/device-seat.js';
import type { DeviceSeats } from './device-contexts/device-seats.js';
import type { FoldWorker } from './folding/fold-thread.js';
import type { CheckpointReceipt } from './receipt.js';

/** What a checkpoint goes through, and what is known of the place. */
export interface CheckpointingParts {
  /** The devices that are written down, each with its state. */
  readonly seats: DeviceSeats;
  readonly storage: SessionStorage;
  readonly codec: SessionCodec;
  readonly context: SuspendContext;
  /** Names of the logs that a change refers to. */
  readonly logsOf: (change: SessionChange) => readonly string[];
  readonly onStored: (receipt: CheckpointReceipt) => void;
  /** What the state was loaded from, if deltas may go on from there. */
  readonly base: CheckpointBase | undefined;
  /** Folds beside this thread, where that can be done. */
  readonly foldWorker: FoldWorker | undefined;
}

const NO_LOGS: readonly string[] = [];

/**
 * Turns what changed in a state into records, in the order of the calls. The changes are taken
 * before a call returns, so the state may change on at once.
 *
 * A delta says something only after the record before it. So when one could not be stored, the next
 * checkpoint is a snapshot of the whole session: nothing that was handed in is ever left out.
 */
export class Checkpointing {
  readonly #parts: CheckpointingParts;
  #trackers: ReadonlyMap<DeviceSeat, ChangeTracker> = new Map();
  /** For deltas of the first device alone: made once, as a copy takes longer than all else about a checkpoint. */
  #firstDevice: ChangesContext | undefined;
  /** Logs that no stored record has named yet: a record must not be durable before them. */
  readonly #unsyncedLogs = new Set<string>();
  #snapshotNeeded: boolean;
  /** Number of the last snapshot: the records after it are deltas. */
  #snapshotSequence: number;
  #foldDue = false;
  /** One at a time: those that wait for each other would each write the whole session. */
  #isFolding = false;
  #folding: Promise<void> = Promise.resolve();

  constructor(parts: CheckpointingParts) {
    // Of its own: a program may write copies of the session with the same codec.
    const chain = parts.base?.chain ?? new CheckpointChain();
    this.#parts = { ...parts, context: { ...parts.context, chain } };
    this.#track();
    this.#snapshotNeeded = parts.base === undefined;
    this.#snapshotSequence = parts.base?.snapshotSequence ?? 0;
  }

  async checkpoint(): Promise<CheckpointReceipt> {
    const started = performance.now();
    const record = this.#take(false);
    const folded = this.#beginFold();
    let receipt: Receipt;
    try {
      receipt = await this.#parts.storage.append(record);
    } catch (error) {
      this.#onFailed(folded);
      throw error;
    }
    return this.#acknowledge(record, receipt, started, folded);
  }

  checkpointSync(): CheckpointReceipt {
    const started = performance.now();
    const { storage } = this.#parts;
    // A program that never waits gives no fold the time it takes.
    const record = this.#take(storage.snapshotOverdue);
    const folded = this.#beginFold();
    let receipt: Receipt;
    try {
      receipt = storage.appendSync(record);
    } catch (error) {
      this.#onFailed(folded);
      throw error;
    }
    return this.#acknowledge(record, receipt, started, folded);
  }

  /**
   * Puts one snapshot in the place of the stored deltas, so that the next reader, plainbox (Python)
   * among them, finds the session in one piece. Not done when the state has gone on since the last
   * checkpoint: that would save what nobody asked to save.
   */
  async fold(): Promise<void> {
    const { storage, codec, foldWorker } = this.#parts;
    foldWorker?.stop();
    await this.#folding;
    const changed = [...this.#trackers.values()].some((tracker) => tracker.take().length > 0);
    // The state is that of the last checkpoint handed in, which may still be on its way.
    const { position } = storage;
    const inOnePiece = position === this.#snapshotSequence || !storage.supports.compaction;
    if (changed || inOnePiece || this.#snapshotNeeded || storage.readOnly) return;
    await this.#putInPlace(codec.suspend(this.#state, this.#whole()), position);
  }

  /** Devices came or went: what changes from now on is gathered from those there are, and told after a snapshot. */
  devicesChanged(): void {
    this.#untrack();
    this.#track();
    this.#snapshotNeeded = true;
  }

  dispose(): void {
    this.#parts.foldWorker?.stop();
    this.#untrack();
  }

  #untrack(): void {
    for (const tracker of this.#trackers.values()) tracker.dispose();
  }

  get #state(): SessionState {
    return this.#parts.seats.first.state;
  }

  #track(): void {
    const { seats } = this.#parts;
    this.#trackers = new Map([...seats].map((seat) => [seat, seat.state.trackChanges()]));
    this.#firstDevice = undefined;
  }

  #whole(): SuspendContext {
    const { seats, context } = this.#parts;
    const others = seats.others.map(pick);
    return { ...context, devices: { first: seats.first.device, others } };
  }

  /** What every checkpoint goes through: most of them for one change of one device. */
  #take(asWhole: boolean): AppendInput {
    const { codec, storage, seats } = this.#parts;
    const { first, others } = seats;
    const changes = this.#changesOf(first);
    const changesContext = others.length === 0 ? this.#ofFirstDevice() : this.#ofDevices();
    const logs = this.#unsyncedLogs.size > 0 ? [...this.#unsyncedLogs] : NO_LOGS;
    const { supports, snapshotNeeded } = storage;
    const isWhole = asWhole || this.#snapshotNeeded || snapshotNeeded || !supports.deltas;
    // Whatever fails from here on has lost the changes that were taken.
    this.#snapshotNeeded = true;
    const { state } = first;
    const record: AppendInput = isWhole
      ? { kind: 'snapshot', bytes: codec.suspendSync(state, this.#whole()), logs }
      : {
          kind: 'delta',
          bytes: codec.suspendChanges(changes, changesContext),
          logs,
        };
    this.#snapshotNeeded = false;
    return record;
  }

  #ofFirstDevice(): ChangesContext {
    const { context, seats } = this.#parts;
    this.#firstDevice ??= { ...context, devices: undefined, state: seats.first.state };
    return this.#firstDevice;
  }

  #ofDevices(): ChangesContext {
    const { context, seats } = this.#parts;
    const devices = seats.others.map((seat) => ({ ...pick(seat), changes: this.#changesOf(seat) }));
    return { ...context, state: seats.first.state, devices };
  }

  #changesOf(seat: DeviceSeat): readonly SessionChange[] {
    const changes = this.#trackers.get(seat)?.take() ?? [];
    const { logsOf } = this.#parts;
    for (const change of changes) for (const log of logsOf(change)) this.#unsyncedLogs.add(log);
    return changes;
  }

  #acknowledge(
    record: AppendInput,
    { sequence, kind, snapshotDue }: Receipt,
    started: number,
    folded: Promise<Uint8Array> | undefined,
  ): CheckpointReceipt {
    const { logs = NO_LOGS, bytes } = record;
    for (const log of logs) this.#unsyncedLogs.delete(log);
    if (kind === 'snapshot') this.#snapshotSequence = sequence;
    if (folded !== undefined) this.#folding = this.#putInPlace(folded, sequence);
    this.#foldDue = snapshotDue && !this.#isFolding;
    if (this.#foldDue) this.#foldAside(sequence);
    const milliseconds = performance.now() - started;
    const receipt = { sequence, kind, bytes: bytes.length, milliseconds };
    this.#parts.onStored(receipt);
    return receipt;
  }

  #onFailed(folded: Promise<Uint8Array> | undefined): void {
    this.#snapshotNeeded = true;
    if (folded !== undefined) this.#isFolding = false;
  }

  /** Folds from the state itself if that is due: now, while it is what the record says that was just taken. */
  #beginFold(): Promise<Uint8Array> | undefined {
    if (!this.#foldDue) return undefined;
    this.#foldDue = false;
    this.#isFolding = true;
    const folded = this.#parts.codec.suspend(this.#state, this.#whole());
    folded.catch(() => {}); // Told where it is waited for, if it comes to that.
    return folded;
  }

  /** Folds what is stored beside this thread, where that can be done; else it is left to the next checkpoint. */
  #foldAside(sequence: number): void {
    const { foldWorker } = this.#parts;
    if (foldWorker?.isUsable !== true) return;
    this.#isFolding = true;
    this.#foldDue = false;
    this.#folding = this.#putInPlace(foldWorker.fold(sequence), sequence);
  }

  async #putInPlace(snapshot: Promise<Uint8Array>, sequence: number): Promise<void> {
    try {
      const bytes = await snapshot;
      await this.#parts.storage.append({ kind: 'snapshot', bytes, continues: sequence });
      this.#snapshotSequence = sequence;
    } catch {
      // Nothing is lost: snapshot and deltas are what they were, and a later fold may succeed. What
      // stands in the way of this one is told by the next checkpoint, if it stands in its way too.
    } finally {
      this.#isFolding = false;
    }
  }
}

/** As the codec takes it: only the first device can go without a name, and it is not asked for it here. */
function pick({ device, state }: DeviceSeat): DeviceState {
  return { device: device ?? '', state };
}
