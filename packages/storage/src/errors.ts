/**
 * What went wrong, as a stable name: recognise errors by `code`, not by class
 * (two copies of this package may be loaded). Messages may change, codes don't.
 */
export type StorageErrorCode =
  // how the storage was called
  | 'INVALID_ARGUMENT'
  | 'INVALID_ID'
  | 'INVALID_DRIVER'
  | 'UNSUPPORTED'
  | 'READ_ONLY'
  | 'CLOSED'
  | 'SNAPSHOT_NEEDED'
  | 'ABANDONED'
  // who else is there
  | 'NOT_FOUND'
  | 'LOCKED'
  | 'LOCK_LOST'
  | 'CHANGED_BESIDE'
  // what lies there
  | 'DAMAGED'
  | 'TOO_LARGE'
  | 'UNSAFE_PATH'
  // what the system said
  | 'NO_SPACE'
  | 'IO_FAILED'
  | 'ACCESS_DENIED'
  | 'READ_ONLY_PLACE'
  | 'TOO_MANY_FILES'
  | 'NOT_A_DIRECTORY'
  | 'VANISHED'
  | 'REMOVE_INCOMPLETE';

/** Facts an error carries beside its message. */
export interface StorageErrorFacts {
  readonly cause?: unknown;
  readonly sessionId?: string;
  readonly path?: string;
  readonly sequence?: number;
}

/** Base of every error this package throws on purpose. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError';
  readonly code: StorageErrorCode;
  readonly sessionId?: string;
  readonly path?: string;
  readonly sequence?: number;

  constructor(code: StorageErrorCode, message: string, facts: StorageErrorFacts = {}) {
    super(message, 'cause' in facts ? { cause: facts.cause } : undefined);
    this.code = code;
    if (facts.sessionId !== undefined) this.sessionId = facts.sessionId;
    if (facts.path !== undefined) this.path = facts.path;
    if (facts.sequence !== undefined) this.sequence = facts.sequence;
  }
}

/** Who holds a session for writing, as far as the store knows. */
export interface LockOwner {
  readonly host: string | null;
  /** Tells machines of one host name apart: a hash of the machine's own id; `null` where it has none. */
  readonly machineId: string | null;
  /** Changes at every boot of the host; `null` where the system doesn't tell. */
  readonly bootId: string | null;
  readonly pid: number | null;
  /** When the process started, in the system's own unit; tells two uses of one pid apart. */
  readonly startTime: string | null;
  /** Inside a container a pid means nothing outside of its namespace. */
  readonly pidNamespace: string | null;
  readonly fence: number;
  /** ISO time of the claim. */
  readonly since: string | null;
}

/** The session is open for writing elsewhere, by an owner who isn't proved dead. */
export class LockedStorageError extends StorageError {
  override readonly name: string = 'LockedStorageError';
  readonly owner: LockOwner;

  constructor(message: string, owner: LockOwner, facts: StorageErrorFacts = {}) {
    super('LOCKED', message, facts);
    this.owner = owner;
  }
}

/** Another writer took this session over: what was to be written isn't part of it. */
export class LockLostError extends StorageError {
  override readonly name: string = 'LockLostError';

  constructor(message: string, facts: StorageErrorFacts = {}) {
    super('LOCK_LOST', message, facts);
  }
}

/** True for an error of this package, also of another copy of it; narrows by `code` if one is given. */
export function isStorageError(error: unknown, code?: StorageErrorCode): error is StorageError {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (code !== undefined) return error.code === code;
  return error instanceof StorageError || /Storage|LockLost/.test(error.name);
}
