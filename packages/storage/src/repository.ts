import { checkCapabilities } from './capabilities.js';
import type { Capabilities, HeldLock, SessionId, StorageDriver, StorageInfo } from './driver.js';
import { isStorageError, StorageError } from './errors.js';
import { createFileSystemDriver } from './filesystem/driver.js';
import {
  checkPolicy,
  judge,
  type MeasuredSession,
  type PruneReport,
  type RetentionPolicy,
} from './retention.js';
import { checkSessionId, makeSessionId } from './session-id.js';
import { SessionStorage } from './storage.js';

/** A new session that is cleared away before it is claimed is made again so many times. */
const MOST_ATTEMPTS = 5;

/** Options of {@link SessionStorageRepository.create}. */
export interface CreateOptions {
  /** Begin of the new id; made fit for a file name. */
  readonly prefix?: string;
  /** One session at a time: removes the one that `getLastStorage` knows, and is known by it then. */
  readonly legacyMode?: boolean;
}

/** Options of {@link SessionStorageRepository.open}. */
export interface OpenOptions {
  /** Takes no lock and changes nothing. */
  readonly readOnly?: boolean;
  /** Takes the session also from an owner that isn't proved dead; that one then fails with `LOCK_LOST`. */
  readonly force?: boolean;
}

/** A set of sessions in one place. */
export class SessionStorageRepository implements AsyncDisposable {
  readonly location: string;
  readonly supports: Capabilities;
  /** What it stores in, for those who wrap or examine it: it is not guarded by any of the checks that are made here. */
  readonly driver: StorageDriver;
  readonly #open = new Set<SessionStorage>();
  #closing: Promise<void> | undefined;

  /**
   * A folder on the file system, by default the user's own
   * ({@link defaultRepositoryLocation}), or what a driver stores in.
   */
  constructor(place?: string | StorageDriver) {
    this.driver = typeof place === 'object' ? place : createFileSystemDriver(place);
    this.location = this.driver.location;
    this.supports = checkCapabilities(this.driver);
  }

  /** Makes a new session and opens it for writing. */
  async create(options: CreateOptions = {}): Promise<SessionStorage> {
    this.#checkOpen();
    checkOptions(options);
    const { prefix = 'pbox-', legacyMode = false } = options;
    if (typeof prefix !== 'string') {
      throw new StorageError('INVALID_ARGUMENT', 'The prefix of an id is a string.');
    }
    if (legacyMode) await this.#removeLast();
    const storage = await this.#createStorage(prefix);
    if (legacyMode) await this.#setLast(storage);
    return storage;
  }

  /** Opens a session: for writing unless `readOnly` is set. */
  async open(id: SessionId, options: OpenOptions = {}): Promise<SessionStorage> {
    checkOptions(options);
    await this.#checkThere(id);
    if (options.readOnly !== true) return this.#claim(id, options.force === true);
    return this.#track(
      await SessionStorage.open({ driver: this.driver, supports: this.supports, id }),
    );
  }

  /** All sessions, youngest first; a bad one is a row with its `fault`. */
  async *list(): AsyncIterable<StorageInfo> {
    this.#checkOpen();
    const rows: StorageInfo[] = [];
    for await (const row of this.driver.list()) rows.push(withFaultOfId(row));
    const age = (row: StorageInfo): number => row.modifiedAt?.getTime() ?? 0;
    yield* rows.sort((a, b) => age(b) - age(a));
  }

  /** The row that {@link list} has for one session; `undefined` if there is none of this id. */
  async describe(id: SessionId): Promise<StorageInfo | undefined> {
    this.#checkOpen();
    checkSessionId(id);
    if (this.driver.describe !== undefined) return this.driver.describe(id);
    for await (const row of this.driver.list()) if (row.id === id) return row;
    return undefined;
  }

  /** The session of single-session (legacy) mode; `undefined` if there is none, or no such mode. */
  async getLastStorage(options: OpenOptions = {}): Promise<SessionStorage | undefined> {
    this.#checkOpen();
    checkOptions(options);
    const id = await this.driver.getLast?.();
    return id === undefined ? undefined : this.open(id, options);
  }

  /** Removes a session that nobody has open. */
  async remove(id: SessionId): Promise<void> {
    await this.#checkThere(id);
    await this.driver.remove(id);
  }

  /** Who has a session open for writing, or had when it died; `undefined`: nobody, or the store doesn't know. */
  async findOwner(id: SessionId): Promise<HeldLock | undefined> {
    await this.#checkThere(id);
    return this.driver.findOwner?.(id);
  }

  /** Bytes of all that belongs to a session, logs included; `undefined` where the store can't tell. */
  async measure(id: SessionId): Promise<number | undefined> {
    await this.#checkThere(id);
    return this.driver.measure?.(id);
  }

  /**
   * Removes what a policy says may go, oldest first, and finishes removals that were cut off. Sessions that
   * are open or were used meanwhile stay, and so do those that can't be read: what is in them isn't known.
   */
  async prune(policy: RetentionPolicy): Promise<PruneReport> {
    this.#checkOpen();
    checkPolicy(policy);
    const failed: { id: SessionId; error: unknown }[] = [];
    const sessions: MeasuredSession[] = [];
    for await (const info of this.list()) {
      try {
        const size = (await this.driver.measure?.(info.id)) ?? info.size ?? 0;
        sessions.push({ info, size });
      } catch (error) {
        failed.push({ id: info.id, error });
      }
    }
    const reasons = judge(sessions, policy);
    const removed: { id: SessionId; size: number; why: string }[] = [];
    const inUse = new Set<SessionId>();
    for (const [index, { info, size }] of [...sessions.entries()].reverse()) {
      const why = reasons[index];
      if (why === undefined) continue;
      try {
        if (policy.dryRun !== true) await this.driver.remove(info.id, { ifStill: info });
        removed.push({ id: info.id, size, why });
      } catch (error) {
        const isUsed = isStorageError(error, 'CHANGED_BESIDE') || isStorageError(error, 'LOCKED');
        if (isUsed) inUse.add(info.id);
        else failed.push({ id: info.id, error });
      }
    }
    if (policy.dryRun !== true) await this.driver.sweep?.();
    return {
      removed,
      failed,
      kept: sessions
        .map(({ info }) => info.id)
        .filter((id, index) => reasons[index] === undefined || inUse.has(id)),
      freed: removed.reduce((sum, { size }) => sum + size, 0),
    };
  }

  /** Closes every storage opened from here, then the store. Closing twice does no harm. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closings = await Promise.allSettled([...this.#open].map((storage) => storage.close()));
    await this.driver.close();
    const failed = closings.find((closing) => closing.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #claim(id: SessionId, force: boolean): Promise<SessionStorage> {
    const driver = this.driver;
    const fence = await driver.claim(id, { force });
    try {
      return this.#track(await SessionStorage.open({ driver, supports: this.supports, id, fence }));
    } catch (error) {
      await driver.release?.(id, fence);
      throw error;
    }
  }

  #track(storage: SessionStorage): SessionStorage {
    for (const other of this.#open) if (other.closed) this.#open.delete(other);
    this.#open.add(storage);
    return storage;
  }

  async #createStorage(prefix: string): Promise<SessionStorage> {
    for (let attempt = 1; ; attempt++) {
      const id = await this.#createId(prefix);
      try {
        return await this.#claim(id, false);
      } catch (error) {
        // Between its making and its claim it looks half-made, and somebody may be clearing those away.
        const wasTaken = isStorageError(error, 'VANISHED') || isStorageError(error, 'LOCKED');
        if (!wasTaken) await this.#discardHalfMade(id);
        if (!wasTaken || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  async #discardHalfMade(id: SessionId): Promise<void> {
    if (this.driver.create === undefined) return;
    try {
      await this.driver.remove(id);
    } catch {
      // Why it couldn't be made is what is to be told; `prune` clears it away.
    }
  }

  async #createId(prefix: string): Promise<SessionId> {
    for (let attempt = 0; ; attempt++) {
      const id = makeSessionId(prefix, attempt);
      checkSessionId(id);
      const made = (await this.driver.create?.(id)) ?? !(await this.#exists(id));
      if (made) return id;
    }
  }

  async #checkThere(id: SessionId): Promise<void> {
    this.#checkOpen();
    checkSessionId(id);
    if (await this.#exists(id)) return;
    throw new StorageError('NOT_FOUND', `There is no session ${id} in ${this.location}.`, {
      sessionId: id,
    });
  }

  async #exists(id: SessionId): Promise<boolean> {
    if (this.driver.exists !== undefined) return this.driver.exists(id);
    if (this.driver.describe === undefined) for await (const _ of this.driver.read(id)) return true;
    // One in which nothing was saved yet has no record.
    return (await this.describe(id)) !== undefined;
  }

  async #removeLast(): Promise<void> {
    if (this.driver.getLast === undefined || this.driver.setLast === undefined) {
      throw new StorageError(
        'UNSUPPORTED',
        `The store at ${this.location} has no single-session mode.`,
      );
    }
    const last = await this.driver.getLast();
    if (last === undefined) return;
    try {
      await this.driver.remove(last);
    } catch (error) {
      // Another has removed it just now.
      if (!isStorageError(error, 'VANISHED')) throw error;
    }
  }

  async #setLast(storage: SessionStorage): Promise<void> {
    try {
      await this.driver.setLast?.(storage.id);
    } catch (error) {
      try {
        await storage.remove();
      } catch {
        // Why nobody would find it is what is to be told.
      }
      throw error;
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) {
      throw new StorageError('CLOSED', `The repository ${this.location} is closed.`);
    }
  }
}

function checkOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new StorageError('INVALID_ARGUMENT', 'Options are an object.');
}

/** Makes a repository of whatever stores records: checks, order, aborts and error names are the house's. */
export function defineRepository(driver: StorageDriver): SessionStorageRepository {
  return new SessionStorageRepository(driver);
}

/** A row that nobody can ask for by its id says so. */
function withFaultOfId(row: StorageInfo): StorageInfo {
  try {
    checkSessionId(row.id);
    return row;
  } catch (fault) {
    return isStorageError(fault, 'INVALID_ID') ? { ...row, fault } : row;
  }
}
