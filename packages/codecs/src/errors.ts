/**
 * Every way in which `@plainbox/codecs` can refuse, as one closed set. Codes are stable within a major; texts are not.
 */
export type CodecErrorCode =
  // reading a session
  | 'CORRUPTED_SESSION'
  | 'INCOMPATIBLE_SESSION'
  | 'INCOMPATIBLE_JOB'
  | 'INCOMPATIBLE_DATA'
  | 'BROKEN_REFERENCE'
  | 'LIMIT_EXCEEDED'
  | 'LOCATION_REQUIRED'
  // writing a session
  | 'WOULD_LOSE_DATA'
  | 'UNREPRESENTABLE'
  | 'SNAPSHOT_NEEDED'
  // envelopes
  | 'ENVELOPE_REFUSED'
  | 'ENVELOPE_REQUIRED'
  | 'ENVELOPE_UNAVAILABLE'
  | 'KEY_UNAVAILABLE'
  // definitions of one's own
  | 'BAD_DEFINITION';

/**
 * Base of all errors of `@plainbox/codecs`. Tell them apart by `code`: two copies of a package may be loaded.
 */
export class CodecError extends Error {
  override readonly name: string = 'CodecError';
  readonly code: CodecErrorCode;

  constructor(code: CodecErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Common base of everything that can be wrong with a session that is read. */
export class SessionResumeError extends CodecError {
  override readonly name: string = 'SessionResumeError';
}

/** A bound of {@link ReadLimits} that something went beyond. */
export interface ExceededLimit {
  readonly name: string;
  readonly maximum: number;
}

/** The bytes can't be decoded, are malformed, name jobs that nobody knows, or are beyond a limit. */
export class CorruptedSessionError extends SessionResumeError {
  override readonly name: string = 'CorruptedSessionError';
  /** Set with the code `LIMIT_EXCEEDED`: raise it if the source is trusted. */
  readonly limit: ExceededLimit | undefined;
  /** Set where the session has jobs that nobody here knows, and is whole but for that: their ids. */
  readonly unknownJobs: readonly string[] | undefined;

  constructor(
    message: string,
    options?: ErrorOptions & {
      readonly limit?: ExceededLimit;
      readonly unknownJobs?: readonly string[];
    },
  ) {
    super(options?.limit === undefined ? 'CORRUPTED_SESSION' : 'LIMIT_EXCEEDED', message, options);
    this.limit = options?.limit;
    this.unknownJobs = options?.unknownJobs;
  }
}

/** The session is of a version that no format in the registry reads. */
export class IncompatibleSessionError extends SessionResumeError {
  override readonly name: string = 'IncompatibleSessionError';
  /** As it stands in the session; an integer beyond 2^53 is a bigint. */
  readonly version: string | number | bigint;

  constructor(version: string | number | bigint) {
    super(
      'INCOMPATIBLE_SESSION',
      `Unsupported version ${version}: no format that reads it is registered; a newer release may`,
    );
    this.version = version;
  }
}

/** Data of an application inside the session is of a later version than the one that is defined here. */
export class IncompatibleDataError extends SessionResumeError {
  override readonly name: string = 'IncompatibleDataError';
  /** Name of the section or class of results. */
  readonly dataName: string;
  readonly version: number;

  constructor(dataName: string, version: number) {
    super(
      'INCOMPATIBLE_DATA',
      `'${dataName}' is of version ${version}, which this program doesn't know: a later one wrote it`,
    );
    this.dataName = dataName;
    this.version = version;
  }
}

/** A job's definition is no longer the one that the session was made with. */
export class IncompatibleJobError extends SessionResumeError {
  override readonly name: string = 'IncompatibleJobError';
  readonly jobId: string;

  constructor(jobId: string) {
    super(
      'INCOMPATIBLE_JOB',
      `Definition of job '${jobId}' has changed since the session was saved; restore it, or resume with the flag ignore-job-checksums`,
    );
    this.jobId = jobId;
  }
}

/** A log that a result names isn't a file. */
export class BrokenReferenceToExternalFile extends SessionResumeError {
  override readonly name: string = 'BrokenReferenceToExternalFile';
  readonly path: string;

  constructor(path: string, options?: ErrorOptions) {
    super(
      'BROKEN_REFERENCE',
      `The log ${path} of a result can't be read: it is no file, or not where logs may lie`,
      options,
    );
    this.path = path;
  }
}
