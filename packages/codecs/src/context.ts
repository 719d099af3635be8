import type { IoLogRecord, SessionChange, SessionState } from '@plainbox/state';
import type { CheckpointChain } from './deltas/checkpoint-chain.js';
import type { ReadLimits } from './limits.js';
import type { ByteSource } from './peek/byte-source.js';
import type { DeviceState, Devices, StoredDevices } from './representation/devices.js';
import type { JobDifferences } from './representation/job-differences.js';

/** What both ways need to know of the session beside its bytes. */
export interface SessionContext {
  /** The directory of the session: names of log files are relative to it. */
  readonly location?: string | undefined;
  /** Binds encrypted bytes to their session. */
  readonly sessionId?: string | undefined;
}

/** What both ways of writing take into account. */
export interface CheckpointContext extends SessionContext {
  /** The checkpoints that these bytes are to stand behind; the codec's own unless given. */
  readonly chain?: CheckpointChain | undefined;
}

/** What writing a session may take into account. */
export interface SuspendContext extends CheckpointContext {
  /** Whether what the format can't hold may be left out; without it a loss is an error. */
  readonly allowLoss?: boolean | undefined;
  /** All the devices of the session. Without it those that the session was read with stay as they were. */
  readonly devices?: Devices | undefined;
}

/** What writing changes takes into account. */
export interface ChangesContext extends CheckpointContext {
  /** The state that changed. */
  readonly state: SessionState;
  /** What changed in the sessions of further devices. */
  readonly devices?: readonly DeviceChanges[] | undefined;
}

/** The changes of a further device. */
export interface DeviceChanges extends DeviceState {
  readonly changes: readonly SessionChange[];
}

/** What reading bytes takes into account. */
export interface ReadContext extends SessionContext {
  readonly limits?: Partial<ReadLimits> | undefined;
}

/** Flags of a resume that plainbox knows; others are ignored. */
export type ResumeFlag = 'file-reference-checks' | 'rewrite-log-pathnames' | 'ignore-job-checksums';

/** Where the logs of results are read. Handed in, because this package does no I/O. */
export interface IoLogs {
  /** Whether the path is a regular file, links followed. */
  isFile(path: string): boolean;
  read(path: string): Iterable<IoLogRecord>;
}

/** What restoring a session may take into account. */
export interface ResumeContext extends ReadContext {
  /** The checkpoints that go on from what is read; the codec's own unless given. */
  readonly chain?: CheckpointChain | undefined;
  readonly flags?: Iterable<ResumeFlag | (string & {})> | undefined;
  /**
   * Called with the fresh state before anything is restored, so that listeners see all of it happen. If it returns a
   * state, that one is restored into and returned instead.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback that only adds listeners returns nothing
  readonly earlyCallback?: ((state: SessionState) => SessionState | undefined | void) | undefined;
  readonly ioLogs?: IoLogs | undefined;
  /** Directories beside the session's own in which logs may lie, such as the cache of resource jobs. */
  readonly logFolders?: readonly string[] | undefined;
  /**
   * Whether jobs of the session that are not among the units may be set aside: their results stay in the session, and
   * come back when their jobs do. Without it such a session is refused, as by plainbox.
   */
  readonly setGoneJobsAside?: boolean | undefined;
  /** Called before units are asked for, with the devices of the session: each can be restored over units of its own. */
  readonly onDevices?: ((devices: StoredDevices) => void) | undefined;
  /** Called once, when all is restored. What it throws refuses the session. */
  readonly onJobDifferences?: ((differences: JobDifferences) => void) | undefined;
}

/** A stored session: the newest snapshot and the deltas since. */
export interface Checkpoint {
  readonly snapshot: Uint8Array;
  readonly deltas?: readonly Uint8Array[] | undefined;
}

/** A stored session to look at: the snapshot may be a file of which parts are read. */
export interface PeekSource {
  readonly snapshot: Uint8Array | ByteSource;
  readonly deltas?: readonly Uint8Array[] | undefined;
}

/** What folding deltas into a snapshot takes into account. */
export interface FoldContext extends SuspendContext, ReadContext {}
