import type { ResumeFlag, SessionCodec } from '@plainbox/codecs';
import type { Listener, SessionState, Unit } from '@plainbox/state';
import type { SessionStorageRepository, StoredCheckpoint } from '@plainbox/storage';
import type { ManagerEvents } from './events.js';
import type {
  ChangedJobJudge,
  ChangedJobPolicy,
  GoneJobPolicy,
} from './job-changes/job-changes.js';

/** Listeners by the names of the events. */
export type ManagerListeners = {
  readonly [Name in keyof ManagerEvents]?: Listener<ManagerEvents[Name]>;
};

/** What a manager works with, whichever way it is made. */
export interface SessionManagerOptions {
  /**
   * What the session is written in. Default: plainbox format 11 in gzip, see {@link defaultCodec}. A format that lacks
   * {@link sessionDataSection} gets it, so that reruns and what a runner notes are kept; a codec with methods of its own
   * is refused then, as `CODEC_WITHOUT_SESSION_DATA`.
   */
  readonly codec?: SessionCodec;
  /**
   * Whether what the codec's format has no place for may be left out. Default false: a checkpoint fails with
   * `WOULD_LOSE_DATA` then. Formats before 11 lack what every run notes, such as whether jobs are left to do.
   */
  readonly allowLoss?: boolean;
  /** Folders beside the session's own in which logs of results may lie, such as a cache. */
  readonly logFolders?: readonly string[];
  /** Listeners that are there before anything happens, as those of {@link SessionManager.on} can't be. */
  readonly listeners?: ManagerListeners;
}

/** Options of {@link SessionManager.createSession}. */
export interface CreateSessionOptions extends SessionManagerOptions {
  /** Jobs, templates and whatever else the session is to know. */
  readonly units?: Iterable<Unit>;
  /** The seeds' name for {@link CreateSessionOptions.units}; both are taken. */
  readonly jobList?: Iterable<Unit>;
  /** Where the session is made. Default: the user's own repository. */
  readonly repo?: SessionStorageRepository;
  /** One session at a time: replaces the one before. */
  readonly legacyMode?: boolean;
  /** Begin of the session's id. */
  readonly prefix?: string;
  readonly title?: string;
  /** Names the program that the session belongs to. */
  readonly appId?: string;
}

/** Options of {@link SessionManager.loadSession}. */
export interface LoadSessionOptions extends SessionManagerOptions {
  /**
   * Called with the fresh state before anything is restored, so that its listeners see all of it
   * happen. The state that it returns, if any, is restored into instead.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most callbacks return nothing
  readonly earlyCallback?: (state: SessionState) => SessionState | undefined | void;
  /** Flags of the resume that plainbox knows, such as `file-reference-checks`. */
  readonly flags?: Iterable<ResumeFlag | (string & {})>;
  /**
   * What becomes of a job whose definition changed since the session was saved: one policy for all, or a function that
   * decides on each. Default: `fail`. Nothing of it is stored before the next checkpoint.
   */
  readonly onChangedJob?: ChangedJobPolicy | ChangedJobJudge;
  /** What becomes of jobs that the session has and the units don't. Default: `fail`. */
  readonly onGoneJob?: GoneJobPolicy;
  /** What `storage.load()` gave, where a program looked at it before; it isn't read again then. */
  readonly stored?: StoredCheckpoint | undefined;
  /** The units of a device that has a name. Default: the same units for all. */
  readonly unitsOf?: (device: string) => Iterable<Unit>;
}

/** Options of {@link SessionManager.openSession}. */
export interface OpenSessionOptions extends Omit<LoadSessionOptions, 'stored'> {
  readonly units?: Iterable<Unit>;
  readonly repo?: SessionStorageRepository;
  /** Take the session also from an owner that isn't proved dead; that one's checkpoints fail then. */
  readonly force?: boolean;
}
