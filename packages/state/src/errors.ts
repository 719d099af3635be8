/**
 * Every way in which `@plainbox/state` can refuse, as one closed set. Codes are stable; texts are not.
 *
 * Error classes live beside what throws them and extend {@link StateError}; only their codes stand here,
 * so that a program can switch over all of them.
 */
export type StateErrorCode =
  // definitions: units, expressions, record text, templates
  | 'BAD_UNIT'
  | 'BAD_FIELD'
  | 'BAD_IMPORTS'
  | 'BAD_RECORD_TEXT'
  | 'BAD_EXPRESSION'
  | 'BAD_TEMPLATE'
  | 'MISSING_PARAMETER'
  | 'UNSUPPORTED_FEATURE'
  // run list
  | 'UNKNOWN_JOB'
  | 'MISSING_DEPENDENCY'
  | 'DEPENDENCY_CYCLE'
  | 'DUPLICATE_JOB'
  | 'BAD_REQUIRES'
  // session
  | 'BAD_RESULT'
  | 'BAD_IO_LOG'
  | 'BAD_METADATA'
  | 'BAD_OVERRIDE'
  | 'BAD_PATTERN'
  | 'BAD_INHIBITOR'
  | 'DUPLICATE_UNIT'
  | 'DUPLICATE_PROVIDER'
  | 'UNKNOWN_UNIT'
  | 'JOB_ON_RUN_LIST'
  | 'IO_LOG_UNREADABLE'
  | 'RESOURCE_OUTPUT_BROKEN'
  | 'TEMPLATE_NOT_INSTANTIATED';

/** Base of all errors of `@plainbox/state`. Tell them apart by `code`: two copies of a package may be loaded. */
export class StateError extends Error {
  override readonly name: string = 'StateError';
  /** What went wrong; README.md has a heading for each. */
  readonly code: StateErrorCode;

  constructor(code: StateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
