/**
 * Every way in which `@plainbox/manager` itself can refuse. Codes are stable; texts are not. Errors
 * of the layers below pass through unchanged: `StorageError`, `CodecError`, `StateError`.
 */
export type ManagerErrorCode =
  | 'CLOSED'
  | 'SESSION_NOT_FOUND'
  | 'DUPLICATE_DEVICE'
  | 'BAD_DEVICE_NAME'
  | 'UNKNOWN_DEVICE_CONTEXT'
  | 'LAST_DEVICE_CONTEXT'
  | 'DUPLICATE_TEST_PLAN'
  | 'UNKNOWN_EXPORTER'
  | 'UNSUPPORTED_EXPORTER_OPTION'
  | 'LOG_OUTSIDE_SESSION'
  | 'LOG_MISSING'
  | 'LOG_UNREADABLE'
  | 'BAD_EDIT'
  | 'BAD_POLICY'
  | 'CODEC_WITHOUT_SESSION_DATA';

/** Base of all errors of `@plainbox/manager`. Tell them apart by `code`: two copies may be loaded. */
export class ManagerError extends Error {
  override readonly name: string = 'ManagerError';
  readonly code: ManagerErrorCode;

  constructor(code: ManagerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A session can't be edited as a draft of it says; nothing was changed. */
export class DraftError extends ManagerError {
  override readonly name: string = 'DraftError';
  /** One for each place. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('BAD_EDIT', `the session cannot be edited so: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

/** A log that a result names can't be read, or must not be. */
export class IoLogError extends ManagerError {
  override readonly name: string = 'IoLogError';
  readonly path: string;

  constructor(
    code: 'LOG_OUTSIDE_SESSION' | 'LOG_MISSING' | 'LOG_UNREADABLE',
    path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.path = path;
  }
}
