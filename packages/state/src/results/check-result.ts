import { StateError } from '../errors.js';
import type { IoLogRecord } from './io-log.js';
import type { JobResult } from './job-result.js';
import { isOutcome, OUTCOMES } from './outcome.js';

/**
 * Refuses what a session could take in but nobody could read again from a checkpoint: only untyped callers can bring it
 * about.
 *
 * @throws StateError `BAD_RESULT`.
 */
export function checkResult(result: JobResult): void {
  if (typeof result?.equals !== 'function') {
    throw badResult(
      'a job gets results, not plain objects: make them by new MemoryJobResult or new DiskJobResult',
    );
  }
  const { outcome, executionDuration, returnCode, rawComments } = result;
  if (!isOutcome(outcome)) {
    const known = [...OUTCOMES.keys()].join(', ');
    throw badResult(`there is no outcome ${JSON.stringify(outcome)}; give one of: ${known}`);
  }
  if (executionDuration !== null && typeof executionDuration !== 'number') {
    throw badResult('executionDuration of a result has to be a number of seconds');
  }
  if (returnCode !== null && !isReturnCode(returnCode)) {
    throw badResult('returnCode of a result has to be a whole number');
  }
  if (rawComments !== null && typeof rawComments !== 'string') {
    throw badResult('comments of a result have to be text');
  }
  if (result.kind === 'memory') checkRecords(result.ioLog);
  else if (result.ioLogFilename !== null && typeof result.ioLogFilename !== 'string') {
    throw badResult('ioLogFilename of a result has to be text');
  }
}

function checkRecords(ioLog: readonly IoLogRecord[]): void {
  if (!Array.isArray(ioLog)) throw badResult('ioLog of a result has to be a list of records');
  for (let at = 0; at < ioLog.length; at += 1) {
    const { delay, stream, data }: Partial<IoLogRecord> = ioLog[at] ?? {};
    if (typeof delay !== 'number' || delay < 0) {
      throw badResult('delay of each record of an ioLog has to be a number of seconds from 0 on');
    }
    if (stream !== 'stdout' && stream !== 'stderr') {
      throw badResult("stream of each record of an ioLog has to be 'stdout' or 'stderr'");
    }
    if (!(data instanceof Uint8Array)) {
      throw badResult('data of each record of an ioLog have to be a Uint8Array');
    }
  }
}

/** Python wrote booleans too, which it counts among the whole numbers. */
export function isReturnCode(value: unknown): boolean {
  return Number.isInteger(value) || typeof value === 'bigint' || typeof value === 'boolean';
}

function badResult(message: string): StateError {
  return new StateError('BAD_RESULT', message);
}
