import {
  Emitter,
  type IoLogRecord,
  type JobResult,
  type Listener,
  type ListenOptions,
  type SessionState,
  type Unit,
  type Unsubscribe,
} from '@plainbox/state';
import {
  type SessionStorage,
  SessionStorageRepository,
  type WellKnownDirsHelper,
} from '@plainbox/storage';
import { takeBase } from './checkpoint-base.js';
import { Checkpointing } from './checkpointing.js';
import { ManagerError } from './errors.js';
import type { ManagerEvents } from './events.js';
import { logsOfResult } from './io-logs/changed-logs.js';
import { SessionIoLogs } from './io-logs/session-io-logs.js';
import { applyPolicy } from './job-changes/apply-policy.js';
import { type JobChanges, NO_JOB_CHANGES } from './job-changes/job-changes.js';
import { freshState, loadState } from './load-state.js';
import type {
  CreateSessionOptions,
  LoadSessionOptions,
  OpenSessionOptions,
  SessionManagerOptions,
} from './options.js';
import type { CheckpointReceipt } from './receipt.js';
import { Reruns } from './reruns.js';
import { defaultCodec, SessionData } from './session-data.js';
import { sessionDirectory } from './session-directory.js';
import { untilAborted } from './until-aborted.js';

/**
 * One session as a program holds it: its state, the storage it is kept in, and the codec between
 * the two. Nothing is durable but what a checkpoint has acknowledged.
 */
export class SessionManager implements AsyncDisposable {
  readonly storage: SessionStorage;
  readonly state: SessionState;
  /** The session's folders; `undefined` where it is on no file system. */
  readonly directories: WellKnownDirsHelper | undefined;
  /** What is saved with the session beside its state. */
  readonly data: SessionData;
  /** Jobs that are to run once more though they have a result. */
  readonly reruns: Reruns;
  #jobChanges: JobChanges = NO_JOB_CHANGES;
  readonly #checkpointing: Checkpointing;
  readonly #ioLogs: SessionIoLogs;
  readonly #events: Emitter<ManagerEvents> = new Emitter();
  /** The repository that was opened for this manager alone. */
  #ownRepository: SessionStorageRepository | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Takes over a state and the storage it is to be kept in, without reading what is stored there.
   * {@link SessionManager.close} closes the storage.
   */
  constructor(state: SessionState, storage: SessionStorage, options: SessionManagerOptions = {}) {
    this.state = state;
    this.storage = storage;
    this.directories = sessionDirectory(storage);
    this.#ioLogs = new SessionIoLogs(storage.location, options.logFolders);
    this.data = new SessionData(state);
    this.reruns = new Reruns(this.data);
    for (const [event, listener] of Object.entries(options.listeners ?? {})) {
      this.#events.on(event as 'checkpoint', listener as Listener<ManagerEvents['checkpoint']>);
    }
    const folder = this.directories?.ioLogPathname;
    this.#checkpointing = new Checkpointing({
      state,
      storage,
      codec: options.codec ?? defaultCodec(),
      context: { location: this.directories && storage.location, sessionId: storage.id },
      logsOf: (change) =>
        folder !== undefined && change.kind === 'resultChanged'
          ? logsOfResult(change.result, folder)
          : [],
      base: takeBase(state, storage),
    });
  }

  /** Makes a session, in memory and in the repository. Nothing of it is saved before a checkpoint. */
  static async createSession(options: CreateSessionOptions = {}): Promise<SessionManager> {
    const { legacyMode = false, prefix, title = null, appId = null } = options;
    return SessionManager.#inRepository(options.repo, async (repo) => {
      const storage = await repo.create({
        legacyMode,
        ...(prefix === undefined ? {} : { prefix }),
      });
      return orClose(storage, () => {
        const units = [...(options.units ?? []), ...(options.jobList ?? [])];
        const state = freshState(units, storage, options);
        state.updateMetadata({ title, appId });
        return new SessionManager(state, storage, options);
      });
    });
  }

  /**
   * Goes on with what is stored, over units that are known here. A session that was never saved
   * has a fresh state. The storage is closed with the manager.
   */
  static async loadSession(
    units: Iterable<Unit>,
    storage: SessionStorage,
    options: LoadSessionOptions = {},
  ): Promise<SessionManager> {
    const { state, changes } = await loadState(units, storage, options);
    const manager = new SessionManager(state, storage, options);
    manager.#take(changes);
    return manager;
  }

  /** Opens a session by its id, or the one that was saved last, and loads it. */
  static async openSession(
    id: 'latest' | (string & {}),
    options: OpenSessionOptions = {},
  ): Promise<SessionManager> {
    const { units = [], force = false } = options;
    return SessionManager.#inRepository(options.repo, async (repo) => {
      const storage = await repo.open(id === 'latest' ? await latestId(repo) : id, { force });
      return orClose(storage, () => SessionManager.loadSession(units, storage, options));
    });
  }

  /** A manager in the given repository, or in the user's own, which then lives as long as it. */
  static async #inRepository(
    given: SessionStorageRepository | undefined,
    make: (repo: SessionStorageRepository) => Promise<SessionManager>,
  ): Promise<SessionManager> {
    if (given) return make(given);
    const repo = new SessionStorageRepository();
    return orClose(repo, async () => {
      const manager = await make(repo);
      manager.#ownRepository = repo;
      return manager;
    });
  }

  /** How the jobs that are known here differ from those that the session was saved with, when it was loaded. */
  get jobChanges(): JobChanges {
    return this.#jobChanges;
  }

  /**
   * What a job printed: the records of one of its results, wherever they are kept.
   *
   * @throws IoLogError when the result names a log that can't be read, or that lies outside of the session.
   */
  readIoLog(result: JobResult): Iterable<IoLogRecord> {
    return result.readIoLog((path) => this.#ioLogs.read(path));
  }

  on<Name extends keyof ManagerEvents>(
    event: Name,
    listener: Listener<ManagerEvents[Name]>,
    options?: ListenOptions,
  ): Unsubscribe {
    return this.#events.on(event, listener, options);
  }

  /**
   * Makes the session durable as it is now. Checkpoints become durable in the order of the calls;
   * the state may change on as soon as the call has returned. An abort ends the waiting: the
   * checkpoint, which later ones build on, is written all the same.
   */
  async checkpoint(options: { readonly signal?: AbortSignal } = {}): Promise<CheckpointReceipt> {
    this.#checkOpen();
    options.signal?.throwIfAborted();
    const checkpoint = this.#checkpointing.checkpoint().then((receipt) => {
      this.#events.emit('checkpoint', receipt);
      return receipt;
    });
    return untilAborted(checkpoint, options.signal);
  }

  /** The twin of {@link SessionManager.checkpoint} for exit paths and scripts. */
  checkpointSync(): CheckpointReceipt {
    this.#checkOpen();
    const receipt = this.#checkpointing.checkpointSync();
    this.#events.emit('checkpoint', receipt);
    return receipt;
  }

  /** Removes the session with all that belongs to it, and closes. */
  async destroy(): Promise<void> {
    this.#checkOpen();
    this.#closing = this.#release(() => this.storage.remove());
    await this.#closing;
  }

  /** Gives the session back. What no checkpoint has saved is gone. Closing twice does no harm. */
  close(): Promise<void> {
    this.#closing ??= this.#release(async () => {
      try {
        await this.#checkpointing.fold();
      } finally {
        await this.storage.close();
      }
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #take(changes: JobChanges): void {
    this.#jobChanges = changes;
    for (const judged of changes.changed) applyPolicy(judged, this.state, this.reruns);
    for (const judged of changes.changed) this.#events.emit('changedJob', judged);
    for (const id of changes.gone) this.#events.emit('goneJob', id);
    for (const id of changes.returned) this.#events.emit('returnedJob', id);
    for (const job of changes.added) this.#events.emit('newJob', job);
    for (const problem of changes.problems) this.#events.emit('problem', problem);
  }

  async #release(release: () => Promise<void>): Promise<void> {
    try {
      await release();
    } finally {
      this.#checkpointing.dispose();
      await this.#ownRepository?.close();
    }
  }

  #checkOpen(): void {
    if (this.#closing === undefined) return;
    throw new ManagerError(
      'CLOSED',
      `session ${this.storage.id} is closed here: open it again with SessionManager.openSession`,
    );
  }
}

async function latestId(repo: SessionStorageRepository): Promise<string> {
  for await (const { id } of repo.list()) return id;
  throw new ManagerError(
    'SESSION_NOT_FOUND',
    `there is no session in ${repo.location}: make one with SessionManager.createSession`,
  );
}

/** What `make` gives; if it fails, what was opened for it is closed. */
async function orClose<Made>(
  opened: { close(): Promise<void> },
  make: () => Made | Promise<Made>,
): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    await opened.close();
    throw error;
  }
}
