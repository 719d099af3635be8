import { constants, gunzipSync } from 'node:zlib';
import { type IoLogRecord, parseIoLogRecord } from '@plainbox/state';
import { IoLogError } from '../errors.js';

/** More text than this is no log of a job but a bomb. */
const LARGEST_LOG = 512 * 1024 * 1024;

/**
 * The records of a `*.record.gz`. A file that ends too early (its writer was killed, or a power cut left
 * zeros for its end) gives all records that are whole; one that is no gzip from its begin is an error.
 *
 * @param path only named in errors.
 */
export function* readRecordFile(bytes: Uint8Array, path: string): Generator<IoLogRecord> {
  const text = unpack(bytes, path);
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    const record = parse(text.slice(start, end), path, bytes);
    if (!record) return;
    yield record;
    start = end + 1;
  }
  const last = parseIfWhole(text.slice(start));
  if (last) yield last;
}

/** A last line without newline is a record like the others, or the part of one that a kill left. */
function parseIfWhole(line: string): IoLogRecord | undefined {
  try {
    return parseIoLogRecord(line);
  } catch {
    return undefined;
  }
}

function unpack(bytes: Uint8Array, path: string): string {
  if (bytes.length === 0) return '';
  try {
    return unpackToTheEnd(bytes);
  } catch (cause) {
    const text = wholePart(bytes);
    if (text !== '') return text;
    throw new IoLogError('LOG_UNREADABLE', path, `the log ${path} is damaged: it is no gzip`, {
      cause,
    });
  }
}

function unpackToTheEnd(bytes: Uint8Array): string {
  return gunzipSync(bytes, {
    finishFlush: constants.Z_SYNC_FLUSH, // Takes the end of the bytes for the end of the data.
    maxOutputLength: LARGEST_LOG,
  }).toString('utf8');
}

/** What the longest part unzips to that is without damage: what is damaged at some byte is so from there on. */
function wholePart(bytes: Uint8Array): string {
  let text = '';
  let [whole, damaged] = [0, bytes.length];
  while (damaged - whole > 1) {
    const middle = Math.floor((whole + damaged) / 2);
    try {
      text = unpackToTheEnd(bytes.subarray(0, middle));
      whole = middle;
    } catch {
      damaged = middle;
    }
  }
  return text;
}

/** A line's record; none if what was cut off unzips to it. */
function parse(line: string, path: string, bytes: Uint8Array): IoLogRecord | undefined {
  try {
    return parseIoLogRecord(line);
  } catch (cause) {
    if (!isClosed(bytes)) return undefined;
    throw new IoLogError('LOG_UNREADABLE', path, `the log ${path} is damaged`, { cause });
  }
}

/** Whether it ends as its writer meant it to, with the right checksum. */
function isClosed(bytes: Uint8Array): boolean {
  try {
    gunzipSync(bytes, { maxOutputLength: LARGEST_LOG });
    return true;
  } catch {
    return false;
  }
}
