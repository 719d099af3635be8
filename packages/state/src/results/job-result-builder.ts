import { StateError } from '../errors.js';
import { isReturnCode } from './check-result.js';
import type { IoLogRecord } from './io-log.js';
import { DiskJobResult, type JobResult, MemoryJobResult, type SkipReason } from './job-result.js';
import type { Outcome } from './outcome.js';

/** What each field may be, besides unset. */
const TYPES: readonly (readonly [
  field: keyof JobResultBuilder,
  what: string,
  isRight: (value: unknown) => boolean,
])[] = [
  ['outcome', 'text', isText],
  ['executionDuration', 'a number of seconds', (value) => typeof value === 'number'],
  ['comments', 'text', isText],
  ['returnCode', 'a whole number', isReturnCode],
  ['ioLog', 'a list of records', Array.isArray],
  ['ioLogFilename', 'text', isText],
  ['skipReason', 'an object of lists', (value) => typeof value === 'object'],
];

/**
 * Gathers what is known about an attempt until it is over. {@link JobResultBuilder.from} and
 * {@link JobResultBuilder.build} are inverse to each other.
 */
export class JobResultBuilder {
  /** What came of it. */
  outcome?: Outcome;
  /** Seconds. */
  executionDuration?: number;
  /** What people or the job said about it, see {@link addComment}. */
  comments?: string;
  /** Of the command; negative for signals. */
  returnCode?: number | bigint | boolean;
  /** The output in memory; not together with {@link ioLogFilename}. */
  ioLog?: readonly IoLogRecord[];
  /** The file with the output; not together with {@link ioLog}. */
  ioLogFilename?: string;
  /** Why the job was skipped. */
  skipReason?: SkipReason;

  /** A builder that holds what the result holds, to change some of it. */
  static from(result: JobResult): JobResultBuilder {
    const builder = new JobResultBuilder();
    if (result.outcome !== null) builder.outcome = result.outcome;
    if (result.executionDuration !== null) builder.executionDuration = result.executionDuration;
    if (result.rawComments !== null) builder.comments = result.rawComments;
    if (result.returnCode !== null) builder.returnCode = result.returnCode;
    if (result.ioLog.length > 0) builder.ioLog = result.ioLog;
    if (result.ioLogFilename !== null) builder.ioLogFilename = result.ioLogFilename;
    if (result.skipReason !== null) builder.skipReason = result.skipReason;
    return builder;
  }

  /** Adds a comment on a line of its own. */
  addComment(text: string): this {
    this.comments = this.comments === undefined ? text : `${this.comments}\n${text}`;
    return this;
  }

  /**
   * The result: on disk when a file name is set, else in memory.
   *
   * @throws StateError `BAD_RESULT` when the output is given both as records and as a file, or when a field is of
   *   another type than it has to be, which only untyped callers can bring about.
   */
  build(): JobResult {
    this.#checkTypes();
    if (this.ioLogFilename === undefined) return new MemoryJobResult(this);
    if (this.ioLog !== undefined) {
      throw new StateError(
        'BAD_RESULT',
        `a result has its IO log in memory or in a file, not both (${this.ioLogFilename}): set ioLog or ioLogFilename`,
      );
    }
    return new DiskJobResult(this);
  }

  #checkTypes(): void {
    for (const [field, what, isRight] of TYPES) {
      const value: unknown = this[field];
      if (value === undefined || value === null || isRight(value)) continue;
      throw new StateError(
        'BAD_RESULT',
        `${field} of a result has to be ${what}, not ${typeof value}`,
      );
    }
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
