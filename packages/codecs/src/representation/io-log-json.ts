import {
  decodeBase64,
  type ExactJson,
  encodeBase64,
  Float,
  type IoLogRecord,
} from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { asFloat, checkValue } from './field.js';
import { parsePythonFloat } from './python-float.js';

/** A record of an IO log as `[delay, stream, base64]`; the inverse of {@link decodeIoLogRecord}. */
export function encodeIoLogRecord({ delay, stream, data }: IoLogRecord): ExactJson {
  return [asFloat(delay), stream, encodeBase64(data)];
}

/** Checks in the order in which plainbox does: the record, delay, stream, data. */
export function decodeIoLogRecord(json: ExactJson): IoLogRecord {
  // By index: taking a list apart makes an iterator, and there are more records than anything else.
  const record = checkValue(json, 'a record of an IO log', 'list');
  return {
    delay: decodeDelay(record[0]),
    stream: decodeStream(record[1]),
    data: decodeBase64Field(record[2], 'the data of a record of an IO log'),
  };
}

function decodeDelay(json: ExactJson | undefined): number {
  const delay = json instanceof Float ? json.value : toNumber(json);
  if (delay === undefined) {
    throw new CorruptedSessionError('a record of an IO log has a delay that is no number');
  }
  if (delay < 0) {
    throw new CorruptedSessionError(`a record of an IO log has the negative delay ${delay}`);
  }
  return delay;
}

/** What Python's `float()` makes of it; numbers, booleans and numeric strings pass. */
function toNumber(json: ExactJson | undefined): number | undefined {
  switch (typeof json) {
    case 'number':
      return json;
    case 'boolean':
      return Number(json);
    case 'bigint':
      return finite(Number(json));
    case 'string':
      return parsePythonFloat(json);
    default:
      return undefined;
  }
}

/** Of an integer beyond what a float can be Python makes no float. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function decodeStream(json: ExactJson | undefined): IoLogRecord['stream'] {
  const stream = checkValue(json, 'the stream of a record of an IO log', 'str');
  // The names as they are here, so that no record keeps one of its own.
  if (stream === 'stdout') return 'stdout';
  if (stream === 'stderr') return 'stderr';
  throw new CorruptedSessionError(
    `a record of an IO log is of the stream '${stream}', which is neither stdout nor stderr`,
  );
}

/** Bytes that stand as base64 in a field. */
export function decodeBase64Field(json: ExactJson | undefined, name: string): Uint8Array {
  const text = checkValue(json, name, 'str');
  try {
    return decodeBase64(text);
  } catch (cause) {
    throw new CorruptedSessionError(`${name} is not base64`, { cause });
  }
}
