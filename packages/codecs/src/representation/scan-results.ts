import {
  DiskJobResult,
  Float,
  type IoLogRecord,
  type JobResult,
  MemoryJobResult,
  type Outcome,
} from '@plainbox/state';
import type { MemberScan } from '../json/map-view.js';
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACKET, QUOTE } from '../json/punctuation.js';
import type { JsonScanner } from '../json/scanner.js';
import type { Shape } from '../json/shape.js';
import { OUTCOMES } from './outcomes.js';
import type { PathMap } from './result-json.js';
import { DISK_RESULT_SHAPE, MEMORY_RESULT_SHAPE } from './result-shapes.js';

const COMMENTS = label(MEMORY_RESULT_SHAPE, 'comments');
const EXECUTION_DURATION = label(MEMORY_RESULT_SHAPE, 'execution_duration');
const IO_LOG = label(MEMORY_RESULT_SHAPE, 'io_log');
const IO_LOG_FILENAME = label(DISK_RESULT_SHAPE, 'io_log_filename');
const OUTCOME = label(MEMORY_RESULT_SHAPE, 'outcome');
const RETURN_CODE = label(MEMORY_RESULT_SHAPE, 'return_code');

// One for all: a session may have 100 000 results without output.
const NOTHING: readonly never[] = [];

function label(shape: Shape, key: string): Uint8Array {
  return shape.tokens[shape.indexOf(key)] as Uint8Array;
}

/**
 * The results of a job straight from the text, as plainbox and we write nearly all: a session is mostly these, and making
 * lists, maps and strings of them first takes half as much memory again, and a quarter of the time of a resume.
 *
 * Undefined for anything that is written otherwise, be it right or wrong: `decodeResult` knows what to make of it.
 */
export function scanHistory(
  scanner: JsonScanner,
  mapPath: PathMap,
): readonly JobResult[] | undefined {
  return scanList(scanner, scanResult, mapPath);
}

function scanResult(scanner: JsonScanner, mapPath: PathMap): JobResult | undefined {
  if (!scanner.takeBytes(COMMENTS)) return undefined;
  const comments = scanner.takeNull() ? null : scanText(scanner);
  if (comments === undefined || !scanner.takeBytes(EXECUTION_DURATION)) return undefined;
  const executionDuration = scanner.takeNull() ? null : scanFloat(scanner);
  if (executionDuration === undefined) return undefined;
  const output = scanOutput(scanner);
  if (output === undefined || !scanner.takeBytes(OUTCOME)) return undefined;
  const outcome = scanner.takeNull() ? null : scanOutcome(scanner);
  if (outcome === undefined || !scanner.takeBytes(RETURN_CODE)) return undefined;
  const returnCode = scanner.takeNull() ? null : scanInteger(scanner);
  if (returnCode === undefined || !scanner.take(CLOSE_BRACE)) return undefined;
  if (typeof output !== 'string') {
    return new MemoryJobResult({ outcome, comments, returnCode, executionDuration, ioLog: output });
  }
  const ioLogFilename = mapPath(output);
  return new DiskJobResult({ outcome, comments, returnCode, executionDuration, ioLogFilename });
}

/** The records, or the name of the file that they are in. */
function scanOutput(scanner: JsonScanner): readonly IoLogRecord[] | string | undefined {
  if (scanner.takeBytes(IO_LOG)) return scanList(scanner, scanRecord, undefined);
  return scanner.takeBytes(IO_LOG_FILENAME) ? scanText(scanner) : undefined;
}

function scanRecord(scanner: JsonScanner): IoLogRecord | undefined {
  if (!scanner.take(OPEN_BRACKET)) return undefined;
  const delay = scanFloat(scanner);
  if (delay === undefined || delay < 0 || !scanner.take(COMMA)) return undefined;
  const stream = scanStream(scanner);
  if (stream === undefined || !scanner.take(COMMA)) return undefined;
  const data = scanner.readBase64();
  return data !== undefined && scanner.take(CLOSE_BRACKET) ? { delay, stream, data } : undefined;
}

/** As long as it need be: a list that grew by itself would have room for sixteen items more. */
function scanList<T, A>(
  scanner: JsonScanner,
  scanItem: MemberScan<T, A>,
  argument: A,
): readonly T[] | undefined {
  if (!scanner.take(OPEN_BRACKET)) return undefined;
  if (scanner.take(CLOSE_BRACKET)) return NOTHING;
  const first = scanItem(scanner, argument);
  if (first === undefined) return undefined;
  const items = [first];
  while (scanner.take(COMMA)) {
    const item = scanItem(scanner, argument);
    if (item === undefined) return undefined;
    items.push(item);
  }
  if (!scanner.take(CLOSE_BRACKET)) return undefined;
  return items.length === 1 ? items : items.slice();
}

function scanStream(scanner: JsonScanner): IoLogRecord['stream'] | undefined {
  if (scanner.takeString('stdout')) return 'stdout';
  return scanner.takeString('stderr') ? 'stderr' : undefined;
}

function scanOutcome(scanner: JsonScanner): Outcome | undefined {
  const text = scanText(scanner);
  return text === undefined ? undefined : OUTCOMES.get(text);
}

function scanText(scanner: JsonScanner): string | undefined {
  return scanner.peek() === QUOTE ? scanner.readString() : undefined;
}

function scanInteger(scanner: JsonScanner): number | undefined {
  const value = scanner.readNumber();
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function scanFloat(scanner: JsonScanner): number | undefined {
  const value = scanner.readNumber();
  if (value instanceof Float) return value.value;
  return typeof value === 'number' && !Number.isInteger(value) ? value : undefined;
}
