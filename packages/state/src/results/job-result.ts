import type { IoLogReader, IoLogRecord } from './io-log.js';
import { flatText, textAttachment } from './io-log-text.js';
import type { Outcome } from './outcome.js';

/** Why a job was skipped: what it waited for in vain. */
export interface SkipReason {
  /** Ids of jobs that did not pass. */
  readonly relatedDependencies: readonly string[];
  /** Texts of expressions that are not true. */
  readonly relatedResources: readonly string[];
  /** Ids of entries of the manifest that say otherwise. */
  readonly relatedManifests: readonly string[];
}

/** What both kinds of results are made from. A field that is missing or `null` is not set. */
export interface JobResultFields {
  /** Not validated, as a session may hold outcomes of a later version. */
  readonly outcome?: Outcome | undefined;
  /** Seconds. */
  readonly executionDuration?: number | null | undefined;
  /** What people or the job said about it; may hold escape sequences. */
  readonly comments?: string | null | undefined;
  /** Negative for signals. A boolean and a big integer occur in files that Python wrote. */
  readonly returnCode?: number | bigint | boolean | null | undefined;
  /** Why the job was skipped. */
  readonly skipReason?: SkipReason | null | undefined;
}

/** What a {@link MemoryJobResult} is made from. */
export interface MemoryJobResultFields extends JobResultFields {
  /** The output, in order, both streams together. */
  readonly ioLog?: readonly IoLogRecord[] | null | undefined;
}

/** What a {@link DiskJobResult} is made from. */
export interface DiskJobResultFields extends JobResultFields {
  /** The file with the output: gzip of one record a line. */
  readonly ioLogFilename?: string | null | undefined;
}

/** What one attempt at a job gave: immutable. Its output is in memory or in a file. */
export type JobResult = MemoryJobResult | DiskJobResult;

const NO_RECORDS: readonly IoLogRecord[] = [];

// biome-ignore lint/suspicious/noControlCharactersInRegex: it removes ANSI escape sequences
const ANSI_SEQUENCE = /(?:\x9b|\x1b\[)[0-?]*[ -/]*[@-~]/g;

abstract class BaseJobResult {
  readonly outcome: Outcome;
  readonly executionDuration: number | null;
  readonly returnCode: number | bigint | boolean | null;
  /** The comments as they were given; {@link comments} is the text to show. */
  readonly rawComments: string | null;
  readonly skipReason: SkipReason | null;
  abstract readonly ioLog: readonly IoLogRecord[];
  abstract readonly ioLogFilename: string | null;

  constructor(fields: JobResultFields) {
    this.outcome = fields.outcome ?? null;
    this.executionDuration = fields.executionDuration ?? null;
    this.returnCode = fields.returnCode ?? null;
    this.rawComments = fields.comments ?? null;
    this.skipReason = fields.skipReason ?? null;
  }

  /** Comments without ANSI escape sequences, which terminals would obey and checkpoints don't hold. */
  get comments(): string | null {
    return this.rawComments?.replace(ANSI_SEQUENCE, '') ?? null;
  }

  /** Whether the result says nothing at all: the state of a job that has not run. */
  get isHollow(): boolean {
    return (
      this.outcome === null &&
      this.executionDuration === null &&
      this.returnCode === null &&
      this.rawComments === null &&
      this.skipReason === null &&
      this.ioLogFilename === null &&
      this.ioLog.length === 0
    );
  }

  /** Whether both say the same, whichever kind they are: a session ignores a result equal to the last. */
  equals(other: JobResult): boolean {
    return (
      (this as unknown) === other ||
      (this.outcome === other.outcome &&
        sameNumber(this.executionDuration, other.executionDuration) &&
        sameReturnCode(this.returnCode, other.returnCode) &&
        this.rawComments === other.rawComments &&
        this.ioLogFilename === other.ioLogFilename &&
        sameRecords(this.ioLog, other.ioLog) &&
        sameReason(this.skipReason, other.skipReason))
    );
  }

  toString(): string {
    return this.outcome ?? 'none';
  }
}

/** A result whose output is held in memory. */
export class MemoryJobResult extends BaseJobResult {
  /** Tells both kinds of results apart. */
  readonly kind = 'memory';
  /** The output, in order, both streams together. */
  override readonly ioLog: readonly IoLogRecord[];

  constructor(fields: MemoryJobResultFields = {}) {
    super(fields);
    this.ioLog = fields.ioLog ?? NO_RECORDS;
  }

  /** A result of this kind has no file; the field is there so that both kinds can be asked. */
  override get ioLogFilename(): null {
    return null;
  }

  /** The output of both streams as text for people. */
  get ioLogAsFlatText(): string {
    return flatText(this.ioLog);
  }

  /** The output on stdout as text; empty unless all of it is UTF-8. */
  get ioLogAsTextAttachment(): string {
    return textAttachment(this.ioLog);
  }

  /** The records; the reader is not needed here. */
  readIoLog(_reader?: IoLogReader): Iterable<IoLogRecord> {
    return this.ioLog;
  }
}

/** A result whose output is in a file: gzip of one record a line. */
export class DiskJobResult extends BaseJobResult {
  /** Tells both kinds of results apart. */
  readonly kind = 'disk';
  /** The file with the output; null if there is none. */
  override readonly ioLogFilename: string | null;

  constructor(fields: DiskJobResultFields = {}) {
    super(fields);
    this.ioLogFilename = fields.ioLogFilename ?? null;
  }

  /** Nothing: the records are in the file, see {@link readIoLog}. */
  override get ioLog(): readonly IoLogRecord[] {
    return NO_RECORDS;
  }

  /** The plain copy of stdout that lies beside the log, for attachments such as images. */
  get stdoutFilename(): string | null {
    return this.ioLogFilename?.replace('record.gz', 'stdout') ?? null;
  }

  /** The records of the file, read by the reader that is handed in; none when there is no file. */
  readIoLog(reader: IoLogReader): Iterable<IoLogRecord> {
    return this.ioLogFilename === null ? NO_RECORDS : reader(this.ioLogFilename);
  }
}

/** The result of every job that has not run. One object for all of them. */
export const HOLLOW_RESULT: MemoryJobResult = new MemoryJobResult();

function sameReturnCode(a: JobResult['returnCode'], b: JobResult['returnCode']): boolean {
  return plainReturnCode(a) === plainReturnCode(b);
}

// Not a number equals itself here: a result replayed from a checkpoint would otherwise count as another one.
function sameNumber(a: number | null, b: number | null): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

// Python counts `true` as 1, and a file may hold either.
function plainReturnCode(code: JobResult['returnCode']): number | bigint | null {
  return typeof code === 'boolean' ? Number(code) : code;
}

function sameRecords(a: readonly IoLogRecord[], b: readonly IoLogRecord[]): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((record, at) => sameRecord(record, b[at] as IoLogRecord)))
  );
}

function sameRecord(a: IoLogRecord, b: IoLogRecord): boolean {
  return a.delay === b.delay && a.stream === b.stream && sameBytes(a.data, b.data);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function sameReason(a: SkipReason | null, b: SkipReason | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    sameTexts(a.relatedDependencies, b.relatedDependencies) &&
    sameTexts(a.relatedResources, b.relatedResources) &&
    sameTexts(a.relatedManifests, b.relatedManifests)
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, at) => text === b[at]);
}
