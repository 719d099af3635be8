import { StateError } from '../errors.js';
import type { JobId } from '../job-id.js';
import { parseRecords } from '../resources/records/parse-records.js';
import { Resource } from '../resources/resource.js';
import type { IoLogReader, IoLogRecord } from '../results/io-log.js';
import { streamBytes } from '../results/io-log-text.js';
import type { JobResult } from '../results/job-result.js';

/** The output of a resource job can't be used, or only the beginning of it. */
export class ResourceOutputError extends StateError {
  override readonly name: string = 'ResourceOutputError';
  /** The resource job. */
  readonly jobId: JobId;

  constructor(
    code: 'IO_LOG_UNREADABLE' | 'RESOURCE_OUTPUT_BROKEN',
    jobId: JobId,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(code, `output of resource job ${JSON.stringify(jobId)}: ${reason}`, options);
    this.jobId = jobId;
  }
}

/** What a resource job found, as far as its output can be read. */
export interface ResourceOutput {
  readonly records: readonly Resource[];
  readonly problem?: ResourceOutputError;
}

/** What stands for output without any record, so that expressions find a record and templates don't. */
const EMPTY_RECORD: readonly Resource[] = Object.freeze([new Resource()]);

/** Reads the records that a resource job printed. */
export function readResourceOutput(
  jobId: JobId,
  result: JobResult,
  readIoLog: IoLogReader | undefined,
): ResourceOutput {
  let log: readonly IoLogRecord[];
  try {
    log = [...result.readIoLog(readIoLog ?? withoutReader)];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = new ResourceOutputError('IO_LOG_UNREADABLE', jobId, reason, { cause });
    // No record at all: whatever requires this resource must not start on a guess.
    return { records: [], problem };
  }
  // All of stdout is joined before it is cut into lines, as a log may cut a line anywhere.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(streamBytes(log, 'stdout'));
  const { records, error } = parseRecords(text, { lineEnds: 'newline' });
  const found = records.length > 0 ? records.map(({ data }) => new Resource(data)) : EMPTY_RECORD;
  if (error === undefined) return { records: found };
  const problem = new ResourceOutputError('RESOURCE_OUTPUT_BROKEN', jobId, error.message, {
    cause: error,
  });
  return { records: found, problem };
}

/** Whether the output held anything to make units from. */
export function hasRecords(records: readonly Resource[]): boolean {
  return records.length > 0 && !(records.length === 1 && records[0]?.data.size === 0);
}

function withoutReader(filename: string): never {
  throw new TypeError(
    `the log is in file ${filename}, and the session was made without the option readIoLog`,
  );
}
