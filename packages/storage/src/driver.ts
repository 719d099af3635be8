import type { LockOwner, StorageError } from './errors.js';

/** Name of a session, unique in its repository. */
export type SessionId = string;

/** Number of a claim: every opening of a session for writing gets a greater one than the last. */
export type Fence = number;

/** A whole session, or what changed since the record before. */
export type RecordKind = 'snapshot' | 'delta';

/**
 * One numbered record of a session's log. Numbers begin at 1 and have no gaps;
 * a snapshot makes the records before it history.
 */
export interface StoredRecord {
  readonly sequence: number;
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
}

/** What a kind of store promises. Declared by its driver, frozen, and tested by the conformance suite. */
export interface Capabilities {
  /** Records before the newest snapshot can still be read. */
  readonly history: boolean;
  /** A writer that was outdated by a later claim is refused. */
  readonly fencing: boolean;
  /** What an acknowledged record outlives. */
  readonly survives: 'power-loss' | 'process' | 'nothing';
  /** Damage to what is stored is noticed: what is loaded is what was saved, or an error. */
  readonly integrity: boolean;
  /** Takes deltas; without it every record is a snapshot. */
  readonly deltas: boolean;
  /** `claim` refuses while the owner before isn't proved dead. */
  readonly exclusive: boolean;
  /** Several records in one write (`appendBatch`). */
  readonly batches: boolean;
  /** Writes without the event loop (`appendSync`). */
  readonly sync: boolean;
  /** A snapshot can take the place of a delta while later deltas go on (`compact`). */
  readonly compaction: boolean;
  /** Keeps logs beside the records (`appendLog`, `readLog`, `syncLog`). */
  readonly logs: boolean;
  /** A listing has the `summary` of each newest snapshot. */
  readonly summaries: boolean;
}

/** What a driver declares: the first three always, the others where they differ from "no" (`deltas`: from "yes"). */
export type DeclaredCapabilities = Pick<Capabilities, 'history' | 'fencing' | 'survives'> &
  Partial<Capabilities>;

/** Why what is stored isn't quite what was once acknowledged, or what lay beside it. */
export interface StorageFault {
  readonly code:
    | 'TORN_TAIL'
    | 'DAMAGED_SNAPSHOT'
    | 'DAMAGED_JOURNAL'
    | 'MISSING_JOURNAL'
    | 'MISSING_SNAPSHOT'
    | 'SET_ASIDE'
    | 'FOREIGN_SNAPSHOT'
    | 'LEFTOVER'
    | 'UNREADABLE';
  readonly message: string;
  readonly path?: string;
  /** First record that can't be proved any more. */
  readonly lostFrom?: number;
  /** Last record known to have been there. */
  readonly lostTo?: number;
}

/** A row of a listing: what a bounded look at a session tells. */
export interface StorageInfo {
  readonly id: SessionId;
  /** A lower bound of the newest checkpoint's number; 0 or absent: nothing is saved yet. */
  readonly sequence?: number;
  readonly location?: string;
  /** `saved`: has a checkpoint; `empty`: made, nothing saved; `half-made`: its creator died while making it. */
  readonly state?: 'saved' | 'empty' | 'half-made' | 'damaged';
  readonly modifiedAt?: Date;
  /** Bytes of snapshot and journal. */
  readonly size?: number;
  /** Who has it open for writing, unless that one is proved dead. */
  readonly owner?: LockOwner;
  /** What was handed to the last snapshot as `summary`. */
  readonly summary?: Uint8Array;
  /** Set if this row couldn't be read; the others still are. */
  readonly fault?: StorageError;
}

/** How a session was found to be by `verify`, which changes nothing. */
export interface VerifyReport {
  readonly id: SessionId;
  /** No fault that loses an acknowledged record. */
  readonly ok: boolean;
  /** Newest record that can be proved; 0: none. */
  readonly sequence: number;
  /** Records whose checksums were compared. */
  readonly recordsChecked: number;
  readonly faults: readonly StorageFault[];
}

/** What `repair` did. */
export interface RepairReport extends VerifyReport {
  readonly repaired: boolean;
  /** The newest checkpoint is what it was: at most, older ones that are damaged were put aside. */
  readonly onlyHistory?: boolean;
  /** Where the originals lie. */
  readonly keptAside: readonly string[];
}

/** Who opened a session for writing and hasn't given it back. */
export interface HeldLock {
  readonly owner: LockOwner;
  /** Proved dead: the next one who opens the session for writing gets it. */
  readonly isDead: boolean;
}

/** Options of {@link StorageDriver.claim}. */
export interface ClaimOptions {
  /** Take the session also from an owner that isn't proved dead; that one then fails with `LOCK_LOST`. */
  readonly force?: boolean;
}

/** Options of {@link StorageDriver.remove}. */
export interface RemoveOptions {
  /** The row that decided on it: rejects with `CHANGED_BESIDE`, removing nothing, if the session was used since. */
  readonly ifStill?: StorageInfo;
}

/** A record on its way into a store. */
export interface AppendedRecord extends StoredRecord {
  /** Small side data for listings, at most 16 KiB; with snapshots only. */
  readonly summary?: Uint8Array;
}

/**
 * What whoever brings another store implements: small primitives that get clean
 * arguments. Checks, order, aborts and error names are the business of
 * {@link SessionStorage}, which stands before it.
 *
 * Per session and claim there is one call of a writing primitive at a time,
 * `compact` and the log primitives excepted.
 */
export interface StorageDriver {
  readonly location: string;
  readonly supports: DeclaredCapabilities;

  /** Opens for writing: returns a fence greater than any before, and thereby outdates those. */
  claim(id: SessionId, options?: ClaimOptions): Promise<Fence>;
  /** Compare and append: `false`, and nothing stored, if the fence is outdated or the sequence isn't the next. */
  append(id: SessionId, record: AppendedRecord, fence: Fence): Promise<boolean>;
  /**
   * Records in order, from the newest snapshot not after `upTo` to `upTo`; none if there is no such snapshot.
   * What couldn't be read as it was acknowledged is told to `report`.
   */
  read(
    id: SessionId,
    upTo?: number,
    report?: (fault: StorageFault) => void,
  ): AsyncIterable<StoredRecord>;
  list(): AsyncIterable<StorageInfo>;
  /** The row of one session, where it costs less than a listing of all. */
  describe?(id: SessionId): Promise<StorageInfo | undefined>;
  /** Outdates the writer, then removes everything. */
  remove(id: SessionId, options?: RemoveOptions): Promise<void>;
  close(): Promise<void>;

  /** Makes an empty session; `false` if there is one of this name. Without it, the first claim makes it. */
  create?(id: SessionId): Promise<boolean>;
  /** Also of one in which nothing was saved. Without it, `describe` is asked, or else records and listing are looked at. */
  exists?(id: SessionId): Promise<boolean>;
  /** Gives a claim back. */
  release?(id: SessionId, fence: Fence): Promise<void>;
  /** Where one session lies, for people and for `storage.location`. */
  locate?(id: SessionId): string;

  /** With `batches`: deltas, all of them or none, in one write. */
  appendBatch?(id: SessionId, records: readonly AppendedRecord[], fence: Fence): Promise<boolean>;
  /**
   * With `sync`: the twin of `append` for exit paths. `records` begins with those whose asynchronous
   * append hasn't ended, since that one can't be waited for; it may end later, and must do no harm then.
   */
  appendSync?(id: SessionId, records: readonly AppendedRecord[], fence: Fence): boolean;
  /**
   * With `compaction`: puts a snapshot in the place of the delta with the same sequence, while later
   * deltas may go on to be appended. `false` = outdated.
   */
  compact?(id: SessionId, record: AppendedRecord, fence: Fence): Promise<boolean>;

  /** With `logs`: bytes to the end of a log, which is made if need be. One call per log at a time. */
  appendLog?(id: SessionId, name: string, bytes: Uint8Array): Promise<void>;
  /** With `logs`: rejects with `NOT_FOUND` if there is none. */
  readLog?(id: SessionId, name: string): AsyncIterable<Uint8Array>;
  /** With `logs`: returns when everything appended so far survives what `supports.survives` says. */
  syncLog?(id: SessionId, name: string): Promise<void>;

  /** With `logs` and `sync`: the twin of `syncLog`. */
  syncLogsSync?(id: SessionId, names: readonly string[]): void;

  verify?(id: SessionId): Promise<VerifyReport>;
  repair?(id: SessionId, fence: Fence): Promise<RepairReport>;
  /** Who has it open for writing, or had when it died; `undefined`: nobody. */
  findOwner?(id: SessionId): Promise<HeldLock | undefined>;
  /** Bytes of all that belongs to a session, logs included. */
  measure?(id: SessionId): Promise<number>;
  /** Finishes removals that were cut off in the middle; resolves to how many. */
  sweep?(): Promise<number>;

  /** The session that single-session (legacy) mode points to. */
  getLast?(): Promise<SessionId | undefined>;
  setLast?(id: SessionId): Promise<void>;
}
