import {
  DiskJobResult,
  type ExactJson,
  type IoLogRecord,
  type JobResult,
  MemoryJobResult,
  type Outcome,
} from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { JsonRecord } from '../json/json-record.js';
import type { ResultKind } from '../sections/result-kind.js';
import { asFloat, checkValue, floatValue, readField, readNullable } from './field.js';
import { decodeIoLogRecord, encodeIoLogRecord } from './io-log-json.js';
import { OUTCOMES } from './outcomes.js';
import { DISK_RESULT_SHAPE, MEMORY_RESULT_SHAPE } from './result-shapes.js';
import type { JsonMap } from './session-representation.js';
import { keepUnknownResultKeys, unknownKeysOfResult } from './unknown-keys.js';

const KEYS_OF_A_RESULT = 5;
const NO_RECORDS: readonly IoLogRecord[] = [];

/** Turns the name of a log file, as it is held in one place, into what it is in the other. */
export type PathMap = (path: string) => string;

/** What turning results into JSON and back takes beside them. */
export interface ResultContext {
  readonly mapPath: PathMap;
  readonly kinds: readonly ResultKind[];
}

/** A result as JSON; {@link decodeResult} is its inverse. */
export function encodeResult(result: JobResult, { mapPath, kinds }: ResultContext): JsonMap {
  const plain = encodeKnownKeys(result, mapPath);
  const unknown = unknownKeysOfResult(result);
  if (unknown === undefined && kinds.length === 0) return plain;
  const json = new Map<string, ExactJson>([...(unknown ?? []), ...plain]);
  for (const kind of kinds) {
    const data = kind.suspend(result);
    if (data !== undefined) json.set(kind.name, data);
  }
  return json;
}

function encodeKnownKeys(result: JobResult, mapPath: PathMap): JsonRecord {
  const duration = result.executionDuration === null ? null : asFloat(result.executionDuration);
  // Without a file it is one without a log: plainbox refuses the name null.
  if (result.kind === 'disk' && result.ioLogFilename !== null) {
    return new JsonRecord(DISK_RESULT_SHAPE, [
      result.comments,
      duration,
      mapPath(result.ioLogFilename),
      result.outcome,
      result.returnCode,
    ]);
  }
  return new JsonRecord(MEMORY_RESULT_SHAPE, [
    result.comments,
    duration,
    result.kind === 'disk' ? [] : result.ioLog.map(encodeIoLogRecord),
    result.outcome,
    result.returnCode,
  ]);
}

/** Checks in the order in which plainbox does: outcome, comments, return code, duration, log. */
export function decodeResult(json: ExactJson, { mapPath, kinds }: ResultContext): JobResult {
  const holder = checkValue(json, 'a result', 'dict');
  const plain = holder.has('io_log_filename')
    ? new DiskJobResult({
        outcome: decodeOutcome(holder),
        comments: decodeComments(holder),
        returnCode: readNullable(holder, 'return_code', 'int'),
        executionDuration: decodeDuration(holder),
        ioLogFilename: mapPath(readField(holder, 'io_log_filename', 'str')),
      })
    : new MemoryJobResult({
        outcome: decodeOutcome(holder),
        comments: decodeComments(holder),
        returnCode: readNullable(holder, 'return_code', 'int'),
        executionDuration: decodeDuration(holder),
        ioLog: decodeLog(holder),
      });
  return holder.size === KEYS_OF_A_RESULT ? plain : withUnusualKeys(plain, holder, kinds);
}

function withUnusualKeys(
  plain: JobResult,
  holder: JsonMap,
  kinds: readonly ResultKind[],
): JobResult {
  const kind = kinds.find(({ name }) => holder.has(name));
  const result = kind?.resume(plain, holder.get(kind.name) as ExactJson) ?? plain;
  keepUnknownResultKeys(result, holder);
  return result;
}

function decodeOutcome(holder: JsonMap): Outcome {
  const text = readNullable(holder, 'outcome', 'str');
  if (text === null) return null;
  const outcome = OUTCOMES.get(text);
  if (outcome !== undefined) return outcome;
  throw new CorruptedSessionError(`'outcome' is '${text}', which is no known outcome`);
}

function decodeComments(holder: JsonMap): string | null {
  const comments = readNullable(holder, 'comments', 'str');
  return comments === null ? null : comments;
}

function decodeDuration(holder: JsonMap): number | null {
  const duration = readNullable(holder, 'execution_duration', 'float');
  return duration === null ? null : floatValue(duration);
}

function decodeLog(holder: JsonMap): readonly IoLogRecord[] {
  const log = readField(holder, 'io_log', 'list');
  return log.length === 0 ? NO_RECORDS : log.map(decodeIoLogRecord);
}
