import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type {
  AppendedRecord,
  ClaimOptions,
  DeclaredCapabilities,
  Fence,
  HeldLock,
  RemoveOptions,
  RepairReport,
  SessionId,
  StorageDriver,
  StorageFault,
  StorageInfo,
  StoredRecord,
  VerifyReport,
} from '../driver.js';
import { LockLostError, StorageError } from '../errors.js';
import { losesCheckpoints } from '../faults.js';
import { defaultRepositoryLocation } from './default-location.js';
import type { FileSystem } from './file-system.js';
import { listIfThere, lstatIfThere, makeDirectory, syncDirectory } from './files.js';
import { checkFolder, makeRepository } from './folders.js';
import { LastSession } from './last-session.js';
import { layoutOf, type SessionLayout } from './layout.js';
import { inspect, listIds, measureTree } from './listing.js';
import { LogFiles } from './log-files.js';
import { nodeFileSystem } from './node-file-system.js';
import { type RecoveredSession, recover } from './recovery.js';
import { removeSession, removeTree, sweepRemoved } from './removal.js';
import { findOwner, SessionLock } from './session-lock.js';
import { SessionWriter } from './session-writer.js';
import { type Plan, run, runSync } from './steps.js';
import { namedError } from './system-error.js';
import { verifySession } from './verification.js';
import { completeOptions, type FileSystemOptions, type WriterOptions } from './writer-options.js';

/** Sessions that a listing looks at before the event loop has its turn; side by side where a disk is waited for. */
const LOOKS_AT_ONCE = 32;
/** In milliseconds. What the page cache has is there in a tenth of one. */
const LONG_LOOK = 5;

/** Stores each session as a folder `<id>.session` below one place. */
export class FileSystemDriver implements StorageDriver {
  readonly location: string;
  readonly supports: DeclaredCapabilities;
  readonly #fs: FileSystem;
  readonly #options: WriterOptions;
  readonly #last: LastSession;
  readonly #layoutOf: (location: string, id: SessionId) => SessionLayout;
  readonly #writers = new Map<SessionId, SessionWriter>();
  readonly #logs = new Map<SessionId, LogFiles>();

  constructor(
    location?: string,
    options: FileSystemOptions = {},
    fs: FileSystem = nodeFileSystem,
    layout: (location: string, id: SessionId) => SessionLayout = layoutOf,
  ) {
    if (location !== undefined && typeof location !== 'string') {
      throw new StorageError('INVALID_ARGUMENT', 'The location of a repository is a path.');
    }
    this.#options = completeOptions(options);
    const { mode, durability } = this.#options;
    this.location = resolve(location ?? defaultRepositoryLocation());
    this.#fs = durability === 'none' ? withoutSync(fs) : fs;
    this.#last = new LastSession(this.#fs, this.location);
    this.#layoutOf = layout;
    this.supports = {
      // Without a journal's header nothing proves which checkpoint an older snapshot was.
      history: mode === 'journal',
      fencing: true,
      survives: durability === 'sync' ? 'power-loss' : 'process',
      integrity: mode === 'journal',
      deltas: mode === 'journal',
      exclusive: true,
      batches: mode === 'journal',
      sync: true,
      compaction: mode === 'journal',
      logs: true,
      // It stands in the journal's header.
      summaries: mode === 'journal',
    };
  }

  locate(id: SessionId): string {
    return this.#layout(id).directory;
  }

  create(id: SessionId): Promise<boolean> {
    return this.#run(`make session ${id}`, id, this.#createPlan(this.#layout(id)));
  }

  exists(id: SessionId): Promise<boolean> {
    return this.#run(
      `look for session ${id}`,
      id,
      checkFolder(this.#fs, this.#layout(id).directory),
    );
  }

  claim(id: SessionId, { force = false }: ClaimOptions = {}): Promise<Fence> {
    return this.#run(
      `open session ${id} for writing`,
      id,
      this.#claimPlan(this.#layout(id), force),
    );
  }

  /** The twin of `claim`. */
  claimSync(id: SessionId, { force = false }: ClaimOptions = {}): Fence {
    return runSync(this.#claimPlan(this.#layout(id), force));
  }

  append(id: SessionId, record: AppendedRecord, fence: Fence): Promise<boolean> {
    if (record.kind === 'delta') return this.appendBatch(id, [record], fence);
    return this.#run(`save session ${id}`, id, this.#writer(id, fence).saveSnapshot(record));
  }

  appendBatch(id: SessionId, records: readonly AppendedRecord[], fence: Fence): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#writer(id, fence).append(records, (error, accepted) => {
        if (error) reject(namedError(error, `write to the journal of session ${id}`, id));
        else resolve(accepted);
      });
    });
  }

  appendSync(id: SessionId, records: readonly AppendedRecord[], fence: Fence): boolean {
    try {
      return this.#writer(id, fence).appendSync(records);
    } catch (error) {
      throw namedError(error, `save session ${id}`, id);
    }
  }

  compact(id: SessionId, record: AppendedRecord, fence: Fence): Promise<boolean> {
    return this.#run(
      `fold the journal of session ${id}`,
      id,
      this.#writer(id, fence).compact(record),
    );
  }

  async *read(
    id: SessionId,
    upTo?: number,
    report?: (fault: StorageFault) => void,
  ): AsyncIterable<StoredRecord> {
    const { snapshot, records, faults } = await this.#recovered(id, upTo);
    if (report !== undefined) for (const fault of faults) report(fault);
    if (snapshot === undefined) return;
    yield { sequence: snapshot.sequence, kind: 'snapshot', bytes: snapshot.bytes };
    for (const { sequence, bytes } of records) yield { sequence, kind: 'delta', bytes };
  }

  async *list(): AsyncIterable<StorageInfo> {
    const ids = await this.#run('list the sessions', undefined, listIds(this.#fs, this.location));
    for (let first = 0; first < ids.length; first += LOOKS_AT_ONCE) {
      const some = ids.slice(first, first + LOOKS_AT_ONCE);
      const rows = this.#lookQuickly(some);
      const later = await Promise.all(some.slice(rows.length).map((id) => this.describe(id)));
      for (const row of [...rows, ...later]) if (row !== undefined) yield row;
      if (first + LOOKS_AT_ONCE < ids.length) await setImmediate();
    }
  }

  /**
   * Looks without the thread pool, whose hops would cost several times more than a look, until one had to wait for
   * a disk: the rest had better wait together.
   */
  #lookQuickly(ids: readonly SessionId[]): (StorageInfo | undefined)[] {
    const rows: (StorageInfo | undefined)[] = [];
    let wasLong = false;
    for (const id of ids) {
      if (wasLong) break;
      const begin = performance.now();
      rows.push(runSync(inspect(this.#fs, this.#layout(id))));
      wasLong = performance.now() - begin > LONG_LOOK;
    }
    return rows;
  }

  describe(id: SessionId): Promise<StorageInfo | undefined> {
    return run(inspect(this.#fs, this.#layout(id)));
  }

  remove(id: SessionId, { ifStill }: RemoveOptions = {}): Promise<void> {
    return this.#run(
      `remove session ${id}`,
      id,
      removeSession(this.#fs, this.location, this.#layout(id), ifStill),
    );
  }

  sweep(): Promise<number> {
    return this.#run('sweep the repository', undefined, sweepRemoved(this.#fs, this.location));
  }

  async release(id: SessionId, fence: Fence): Promise<void> {
    const writer = this.#writers.get(id);
    if (writer?.fence !== fence) return;
    this.#writers.delete(id);
    const logs = this.#logs.get(id);
    this.#logs.delete(id);
    await this.#run(`close session ${id}`, id, closeAll(writer, logs));
  }

  async close(): Promise<void> {
    for (const [id, { fence }] of this.#writers) await this.release(id, fence);
    for (const logs of this.#logs.values()) await run(logs.close());
    this.#logs.clear();
  }

  appendLog(id: SessionId, name: string, bytes: Uint8Array): Promise<void> {
    return this.#run(`write log ${name}`, id, this.#logsOf(id).append(name, bytes));
  }

  async *readLog(id: SessionId, name: string): AsyncIterable<Uint8Array> {
    const logs = this.#logsOf(id);
    for (let position = 0; ; ) {
      const chunk = await this.#run(`read log ${name}`, id, logs.read(name, position));
      if (chunk.length === 0) return;
      position += chunk.length;
      yield chunk;
    }
  }

  syncLog(id: SessionId, name: string): Promise<void> {
    return this.#run(`sync log ${name}`, id, this.#logsOf(id).sync(name));
  }

  syncLogsSync(id: SessionId, names: readonly string[]): void {
    try {
      for (const name of new Set(names)) runSync(this.#logsOf(id).sync(name));
    } catch (error) {
      throw namedError(error, `sync the logs of session ${id}`, id);
    }
  }

  verify(id: SessionId): Promise<VerifyReport> {
    return this.#run(`verify session ${id}`, id, verifySession(this.#fs, this.#layout(id)));
  }

  repair(id: SessionId, fence: Fence): Promise<RepairReport> {
    return this.#run(`repair session ${id}`, id, this.#repairPlan(this.#writer(id, fence), id));
  }

  findOwner(id: SessionId): Promise<HeldLock | undefined> {
    return this.#run(`look at the lock of session ${id}`, id, this.#ownerPlan(this.#layout(id)));
  }

  measure(id: SessionId): Promise<number> {
    return this.#run(`measure session ${id}`, id, measureTree(this.#fs, this.locate(id)));
  }

  getLast(): Promise<SessionId | undefined> {
    return this.#run('read the link to the last session', undefined, this.#last.get());
  }

  setLast(id: SessionId): Promise<void> {
    return this.#run('set the link to the last session', id, this.#last.set(id));
  }

  #layout(id: SessionId): SessionLayout {
    return this.#layoutOf(this.location, id);
  }

  #logsOf(id: SessionId): LogFiles {
    let logs = this.#logs.get(id);
    if (logs === undefined) {
      logs = new LogFiles(this.#fs, this.#layout(id));
      this.#logs.set(id, logs);
    }
    return logs;
  }

  #writer(id: SessionId, fence: Fence): SessionWriter {
    const writer = this.#writers.get(id);
    if (writer?.fence === fence) return writer;
    throw new LockLostError(`This opening of session ${id} is over: open it again.`, {
      sessionId: id,
    });
  }

  async #recovered(id: SessionId, upTo: number | undefined): Promise<RecoveredSession> {
    const writer = this.#writers.get(id);
    const found = writer?.recovered;
    if (upTo === undefined && writer !== undefined && found !== undefined) {
      writer.recovered = undefined;
      return found;
    }
    return this.#run(`read session ${id}`, id, recover(this.#fs, this.#layout(id), upTo));
  }

  *#createPlan(layout: SessionLayout): Plan<boolean> {
    yield* makeRepository(this.#fs, this.location);
    if (!(yield* makeDirectory(this.#fs, layout.directory))) return false;
    try {
      for (const path of [layout.ioLogs, layout.sessionShare, layout.generations]) {
        yield* makeDirectory(this.#fs, path);
      }
      yield* syncDirectory(this.#fs, layout.directory);
      yield* syncDirectory(this.#fs, this.location);
      return true;
    } catch (error) {
      yield* removeTree(this.#fs, layout.directory);
      throw error;
    }
  }

  *#ownerPlan(layout: SessionLayout): Plan<HeldLock | undefined> {
    const names = yield* listIfThere(this.#fs, layout.directory);
    const found = yield* findOwner(this.#fs, layout, names);
    return found && { owner: found.owner, isDead: !found.alive };
  }

  *#claimPlan(layout: SessionLayout, force: boolean): Plan<Fence> {
    const lock = yield* SessionLock.claim(this.#fs, layout, force);
    try {
      const writer = yield* SessionWriter.open(this.#fs, layout, lock, this.#options);
      this.#writers.get(layout.id)?.abandon();
      this.#writers.set(layout.id, writer);
      return lock.fence;
    } catch (error) {
      let isTaken = false;
      try {
        isTaken = !lock.isHeld() && (yield* lstatIfThere(this.#fs, layout.directory)) !== undefined;
      } finally {
        yield* lock.release();
      }
      if (!isTaken) throw error;
      throw new LockLostError(
        `Another writer took over session ${layout.id} while it was being opened.`,
        { cause: error, sessionId: layout.id },
      );
    }
  }

  *#repairPlan(writer: SessionWriter, id: SessionId): Plan<RepairReport> {
    const layout = this.#layout(id);
    const before = yield* verifySession(this.#fs, layout);
    const recovered = yield* recover(this.#fs, layout);
    const damaged = losesCheckpoints(recovered.faults);
    const keptAside = damaged ? yield* writer.repair(recovered) : [];
    const history = yield* writer.repairGenerations(
      damaged ? recovered.snapshot?.sequence : undefined,
    );
    // Otherwise its journal is whole, and goes on.
    if (damaged || writer.foundDamage) yield* writer.begin();
    const report = yield* verifySession(this.#fs, layout);
    return {
      ...report,
      repaired: damaged || history.changed,
      ...(damaged ? {} : { onlyHistory: true }),
      keptAside: [...keptAside, ...history.keptAside],
      faults: before.faults,
    };
  }

  async #run<T>(doing: string, id: SessionId | undefined, plan: Plan<T>): Promise<T> {
    try {
      return await run(plan);
    } catch (error) {
      throw namedError(error, doing, id);
    }
  }
}

/** A repository of folders, not yet opened. */
export function createFileSystemDriver(
  location?: string,
  options?: FileSystemOptions,
): StorageDriver {
  return new FileSystemDriver(location, options);
}

function* closeAll(writer: SessionWriter, logs: LogFiles | undefined): Plan<void> {
  try {
    if (logs !== undefined) yield* logs.close();
  } finally {
    yield* writer.close();
  }
}

function withoutSync(fs: FileSystem): FileSystem {
  return { ...fs, sync: () => ({ sync: () => {}, async: (done) => done(null) }) };
}
