import { constants, gunzipSync } from 'node:zlib';
import { type IoLogRecord, parseIoLogRecord } from '@plainbox/state';
import { IoLogError } from '../errors.js';

/** More text than this is no log of a job but a bomb. */
const LARGEST_LOG = 512 * 1024 * 1024;

/**
 * The records of a `*.record.gz`. A file that ends too early (its writer was killed) gives all
 * records that are whole; a damaged one is an error.
 *
 * @param path only named in errors.
 */
export function* readRecordFile(bytes: Uint8Array, path: string): Generator<IoLogRecord> {
  const text = unpack(bytes, path);
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield parse(text.slice(start, end), path);
    start = end + 1;
  }
  const last = lastRecord(text.slice(start));
  if (last) yield last;
}

/** A last line without newline is a record like the others, or the part of one that a kill left. */
function lastRecord(line: string): IoLogRecord | undefined {
  try {
    return parseIoLogRecord(line);
  } catch {
    return undefined;
  }
}

function unpack(bytes: Uint8Array, path: string): string {
  if (bytes.length === 0) return '';
  try {
    return gunzipSync(bytes, {
      finishFlush: constants.Z_SYNC_FLUSH, // Takes the end of the bytes for the end of the data.
      maxOutputLength: LARGEST_LOG,
    }).toString('utf8');
  } catch (cause) {
    throw new IoLogError('LOG_UNREADABLE', path, `the log ${path} is damaged: it is no gzip`, {
      cause,
    });
  }
}

function parse(line: string, path: string): IoLogRecord {
  try {
    return parseIoLogRecord(line);
  } catch (cause) {
    throw new IoLogError('LOG_UNREADABLE', path, `the log ${path} is damaged`, { cause });
  }
}
