import {
  CheckpointChain,
  type DeviceState,
  type SessionCodec,
  type SuspendContext,
} from '@plainbox/codecs';
import type { ChangeTracker, SessionChange, SessionState } from '@plainbox/state';
import type { AppendInput, Receipt, SessionStorage } from '@plainbox/storage';
import type { CheckpointBase } from './checkpoint-base.js';
import type { DeviceSeat, DeviceSeats } from './device-contexts/device-seats.js';
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
  /** What the state was loaded from, if deltas may go on from there. */
  readonly base: CheckpointBase | undefined;
  /** Folds beside this thread, where that can be done. */
  readonly foldWorker: FoldWorker | undefined;
}

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
    this.#parts = { ...parts, context: { ...parts.context, chain: new CheckpointChain() } };
    this.#track();
    this.#snapshotNeeded = parts.base === undefined;
    this.#snapshotSequence = parts.base?.snapshotSequence ?? 0;
  }

  async checkpoint(): Promise<CheckpointReceipt> {
    const started = performance.now();
    const { storage, codec, foldWorker } = this.#parts;
    const record = this.#take();
    // Begun here, where the state is still what the record says.
    const folded = this.#foldDue ? codec.suspend(this.#state, this.#whole()) : undefined;
    folded?.catch(() => {}); // Told where it is waited for, if it comes to that.
    if (folded) this.#isFolding = true;
    this.#foldDue = false;
    try {
      const receipt = await storage.append(record);
      if (folded) this.#folding = this.#putInPlace(folded, receipt.sequence);
      const acknowledged = this.#acknowledge(record, receipt, started);
      if (this.#foldDue && foldWorker?.isUsable) this.#foldAside(foldWorker, receipt.sequence);
      return acknowledged;
    } catch (error) {
      this.#snapshotNeeded = true;
      if (folded) this.#isFolding = false;
      throw error;
    }
  }

  checkpointSync(): CheckpointReceipt {
    const started = performance.now();
    const record = this.#take();
    try {
      return this.#acknowledge(record, this.#parts.storage.appendSync(record), started);
    } catch (error) {
      this.#snapshotNeeded = true;
      throw error;
    }
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
  }

  #whole(): SuspendContext {
    const { seats, context } = this.#parts;
    const others = seats.others.map(pick);
    return { ...context, devices: { first: seats.first.device, others } };
  }

  #take(): AppendInput {
    const { codec, context, storage, logsOf, seats } = this.#parts;
    const taken = [...seats].map((seat) => ({
      ...pick(seat),
      changes: this.#trackers.get(seat)?.take() ?? [],
    }));
    for (const { changes } of taken) {
      for (const change of changes) for (const log of logsOf(change)) this.#unsyncedLogs.add(log);
    }
    const logs = [...this.#unsyncedLogs];
    const whole = this.#snapshotNeeded || storage.snapshotNeeded || !storage.supports.deltas;
    // Whatever fails from here on has lost the changes that were taken.
    this.#snapshotNeeded = true;
    const [first, ...devices] = taken;
    const changed = { ...context, state: this.#state, devices };
    const record: AppendInput = whole
      ? { kind: 'snapshot', bytes: codec.suspendSync(this.#state, this.#whole()), logs }
      : { kind: 'delta', bytes: codec.suspendChanges(first?.changes ?? [], changed), logs };
    this.#snapshotNeeded = false;
    return record;
  }

  #acknowledge(record: AppendInput, receipt: Receipt, started: number): CheckpointReceipt {
    for (const log of record.logs ?? []) this.#unsyncedLogs.delete(log);
    if (receipt.kind === 'snapshot') this.#snapshotSequence = receipt.sequence;
    this.#foldDue = receipt.snapshotDue && !this.#isFolding;
    return {
      sequence: receipt.sequence,
      kind: receipt.kind,
      bytes: record.bytes.length,
      milliseconds: performance.now() - started,
    };
  }

  #foldAside(worker: FoldWorker, sequence: number): void {
    this.#isFolding = true;
    this.#foldDue = false;
    this.#folding = this.#putInPlace(worker.fold(sequence), sequence);
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
