import {
  Emitter,
  type IoLogRecord,
  type JobResult,
  type Listener,
  type ListenOptions,
  type RunListProblem,
  SessionDeviceContext,
  SessionState,
  type TestPlan,
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
import type { DeviceSeat } from './device-contexts/device-seat.js';
import type { SessionDevice } from './device-contexts/session-device.js';
import { SessionDevices } from './device-contexts/session-devices.js';
import { ManagerError } from './errors.js';
import type { ManagerEvents } from './events.js';
import { configureExporter } from './exporters/configure-exporter.js';
import { exportersOf } from './exporters/exporter-map.js';
import type {
  ConfiguredExporter,
  ExporterBuilder,
  ExporterSupport,
} from './exporters/exporter-support.js';
import { FoldWorker } from './folding/fold-thread.js';
import { logsOfResult } from './io-logs/changed-logs.js';
import { SessionIoLogs } from './io-logs/session-io-logs.js';
import { applyPolicy } from './job-changes/apply-policy.js';
import { type JobChanges, joined, NO_JOB_CHANGES } from './job-changes/job-changes.js';
import { tellJobChanges } from './job-changes/tell-job-changes.js';
import { freshState, loadState } from './load-state.js';
import { latestSession } from './opening/latest-session.js';
import { orClose } from './opening/or-close.js';
import type {
  CreateSessionOptions,
  LoadSessionOptions,
  OpenSessionOptions,
  SessionManagerOptions,
} from './options.js';
import type { CheckpointReceipt } from './receipt.js';
import type { Reruns } from './reruns.js';
import { defaultCodec, type SessionData, withSessionData } from './session-data.js';
import { sessionDirectory } from './session-directory.js';
import { untilAborted } from './until-aborted.js';

/**
 * One session as a program holds it: its state, the storage it is kept in, and the codec between
 * the two. Nothing is durable but what a checkpoint has acknowledged.
 */
export class SessionManager implements AsyncDisposable {
  readonly storage: SessionStorage;
  /** The session's folders; `undefined` where it is on no file system. */
  readonly directories: WellKnownDirsHelper | undefined;
  readonly #devices: SessionDevices;
  #jobChanges: JobChanges = NO_JOB_CHANGES;
  readonly #checkpointing: Checkpointing;
  readonly #ioLogs: SessionIoLogs;
  readonly #events: Emitter<ManagerEvents> = new Emitter();
  /** The repository that was opened for this manager alone. */
  #ownRepository: SessionStorageRepository | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Takes over a state, or the contexts of several devices, and the storage they are to be kept in, without reading
   * what is stored there. {@link SessionManager.close} closes the storage.
   *
   * @throws ManagerError `DUPLICATE_DEVICE` when two contexts have one device or one state; `BAD_DEVICE_NAME` for a name
   * that can't be kept; `LAST_DEVICE_CONTEXT` without any.
   */
  constructor(
    devices: SessionState | readonly SessionDeviceContext[],
    storage: SessionStorage,
    options: SessionManagerOptions = {},
  ) {
    this.#devices = new SessionDevices(devices, {
      events: this.#events,
      onChange: () => this.#checkpointing.devicesChanged(),
    });
    const { seats } = this.#devices;
    this.storage = storage;
    this.directories = sessionDirectory(storage);
    this.#ioLogs = new SessionIoLogs(storage.location, options.logFolders);
    for (const [event, listener] of Object.entries(options.listeners ?? {})) {
      this.#events.on(event as 'checkpoint', listener as Listener<ManagerEvents['checkpoint']>);
    }
    const folder = this.directories?.ioLogPathname;
    this.#checkpointing = new Checkpointing({
      seats,
      storage,
      codec: withSessionData(options.codec ?? defaultCodec()),
      context: {
        location: this.directories && storage.location,
        sessionId: storage.id,
        allowLoss: options.allowLoss,
      },
      logsOf: (change) =>
        folder !== undefined && change.kind === 'resultChanged'
          ? logsOfResult(change.result, folder)
          : [],
      onStored: (receipt) => this.#events.emit('checkpoint', receipt),
      base: takeBase(seats.first.state, storage),
      foldWorker: options.codec === undefined ? FoldWorker.for(storage) : undefined,
    });
  }

  /** Makes a session, in memory and in the repository. Nothing of it is saved before a checkpoint. */
  static async createSession(options: CreateSessionOptions = {}): Promise<SessionManager> {
    const { legacyMode = false, prefix, title = null, appId = null } = options;
    // Refused before a folder is made that nobody would use.
    if (options.codec) withSessionData(options.codec);
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
    const { seats, changes } = await loadState(units, storage, options);
    const [first, ...others] = seats;
    const isAboutThisMachineAlone = first?.device === null && others.length === 0;
    const devices = isAboutThisMachineAlone ? first.state : seats.map(({ context }) => context);
    const manager = new SessionManager(devices, storage, options);
    for (const [place, seat] of [...manager.#devices.seats].entries()) {
      manager.#take(changes[place], seat);
    }
    return manager;
  }

  /** Opens a session by its id, or the one that was saved last, and loads it. */
  static async openSession(
    id: 'latest' | (string & {}),
    options: OpenSessionOptions = {},
  ): Promise<SessionManager> {
    const { units = [], force = false } = options;
    return SessionManager.#inRepository(options.repo, async (repo) => {
      const storage = await repo.open(id === 'latest' ? await latestSession(repo) : id, { force });
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

  /** The state of the first device: the only one there is, for most sessions. */
  get state(): SessionState {
    return this.#devices.seats.first.state;
  }

  /** What is saved with the session beside {@link state}. */
  get data(): SessionData {
    return this.#devices.seats.first.data;
  }

  /** Jobs of {@link state} that are to run once more though they have a result. */
  get reruns(): Reruns {
    return this.#devices.seats.first.reruns;
  }

  /** The devices that the session is about, with all that it holds of each; the first has {@link state}. */
  get devices(): readonly SessionDevice[] {
    return [...this.#devices.seats];
  }

  /** The devices that the session is about, each with a state of its own; all are in each checkpoint. */
  get deviceContexts(): readonly SessionDeviceContext[] {
    return this.#devices.contexts;
  }

  /** The first of {@link deviceContexts}, whose state is {@link state}. */
  get defaultDeviceContext(): SessionDeviceContext {
    return this.#devices.seats.first.context;
  }

  /**
   * Adds a device to the session, which is in its checkpoints from the next one on. A device without a name is this
   * machine, and becomes the default one.
   *
   * @throws ManagerError `DUPLICATE_DEVICE` for a device or a state that the session has; `BAD_DEVICE_NAME`.
   */
  addDeviceContext(context: SessionDeviceContext): SessionDeviceContext {
    this.#checkOpen();
    this.#devices.add(context);
    return context;
  }

  /**
   * Adds this machine, with a fresh state, to a session that is about other devices only. It becomes the default device.
   *
   * @throws ManagerError `DUPLICATE_DEVICE` when the session is about this machine already, as it is unless it was removed.
   */
  addLocalDeviceContext(units: Iterable<Unit> = []): SessionDeviceContext {
    const state = new SessionState(units, { readIoLog: (path) => this.#ioLogs.read(path) });
    return this.addDeviceContext(new SessionDeviceContext(state));
  }

  /**
   * Removes a device with all that is known of it; gone from the next checkpoint on. Without the first, the second
   * becomes the default one.
   *
   * @throws ManagerError `UNKNOWN_DEVICE_CONTEXT`, or `LAST_DEVICE_CONTEXT` for the only one.
   */
  removeDeviceContext(context: SessionDeviceContext): void {
    this.#checkOpen();
    this.#devices.remove(context);
  }

  /** The test plans that all devices follow. */
  get testPlans(): readonly TestPlan[] {
    return this.#devices.testPlans;
  }

  /**
   * Lets all devices follow these test plans, see {@link SessionDeviceContext.setTestPlans}. Not saved with the
   * session: its effect on the run list is.
   *
   * @throws ManagerError `DUPLICATE_TEST_PLAN`.
   */
  setTestPlans(plans: readonly TestPlan[]): readonly RunListProblem[] {
    return this.#devices.setTestPlans(plans);
  }

  /**
   * The exporters of the session by the ids of their units, and by the short names of those that come with plainbox.
   * Units that name no exporter (`entry_point`) are not among them.
   */
  get exporterMap(): ReadonlyMap<string, ExporterSupport> {
    return exportersOf([...this.#devices.seats].flatMap(({ state }) => [...state.units]));
  }

  /**
   * An exporter of {@link SessionManager.exporterMap} with options, as `build` makes it; without `build`, what is needed
   * to make it.
   *
   * @param strict whether an option that the exporter does not take is refused; otherwise it is left out.
   * @throws ManagerError `UNKNOWN_EXPORTER`, or `UNSUPPORTED_EXPORTER_OPTION`.
   */
  createExporter(id: string, options?: Iterable<string>, strict?: boolean): ConfiguredExporter;
  createExporter<Exporter>(
    id: string,
    options: Iterable<string>,
    strict: boolean,
    build: ExporterBuilder<Exporter>,
  ): Exporter;
  createExporter(
    id: string,
    options: Iterable<string> = [],
    strict: boolean = true,
    build: ExporterBuilder<unknown> = (exporter) => exporter,
  ): unknown {
    return build(configureExporter(this.exporterMap, id, options, strict));
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
  checkpoint({ signal }: { readonly signal?: AbortSignal } = {}): Promise<CheckpointReceipt> {
    try {
      this.#checkOpen();
      signal?.throwIfAborted();
    } catch (error) {
      return Promise.reject(error);
    }
    const checkpoint = this.#checkpointing.checkpoint();
    return signal === undefined ? checkpoint : untilAborted(checkpoint, signal);
  }

  /** The twin of {@link SessionManager.checkpoint} for exit paths and scripts. */
  checkpointSync(): CheckpointReceipt {
    this.#checkOpen();
    return this.#checkpointing.checkpointSync();
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

  #take(changes: JobChanges = NO_JOB_CHANGES, seat: DeviceSeat): void {
    seat.jobChanges = changes;
    this.#jobChanges = joined(this.#jobChanges, changes);
    for (const judged of changes.changed) applyPolicy(judged, seat);
    tellJobChanges(changes, this.#events);
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
