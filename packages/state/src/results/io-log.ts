import { StateError } from '../errors.js';
import { floatText } from '../exact-json/float-text.js';
import { decodeBase64, encodeBase64 } from './base64.js';

/** The two streams of a job's command. */
export type StreamName = 'stdout' | 'stderr';

/** A piece of output, and the seconds since the piece before it. */
export interface IoLogRecord {
  /** Seconds since the piece before it, or since the start. */
  readonly delay: number;
  /** Where the piece was written to. */
  readonly stream: StreamName;
  /**
   * The bytes, which may begin or end inside of a line or a character. Short ones that were read from a file or checkpoint are
   * parts of a larger buffer, as those of Node are: of `data.buffer` only `byteLength` bytes from `byteOffset` on are theirs.
   */
  readonly data: Uint8Array;
}

/** Reads the records of a log file. Handed in, because this package does no I/O. */
export type IoLogReader = (filename: string) => Iterable<IoLogRecord>;

/** A line of an IO log could not be read. */
export class IoLogRecordError extends StateError {
  override readonly name: string = 'IoLogRecordError';
  /** The line that was refused. */
  readonly line: string;

  constructor(line: string, reason: string, options?: ErrorOptions) {
    const shown = line.length > 60 ? `${line.slice(0, 60)}…` : line;
    super('BAD_IO_LOG', `not a record of an IO log (${reason}): ${JSON.stringify(shown)}`, options);
    this.line = line;
  }
}

/** Writes a record as one line of an IO log, newline included. {@link parseIoLogRecord} is its inverse. */
export function formatIoLogRecord(record: IoLogRecord): string {
  // As a float, since Python would read a whole number of seconds back as an int.
  return `[${floatText(record.delay)},"${record.stream}","${encodeBase64(record.data)}"]\n`;
}

/** Reads one line of an IO log; the newline may be missing. */
export function parseIoLogRecord(line: string): IoLogRecord {
  const items = parseJson(line);
  if (!Array.isArray(items) || items.length < 3) {
    throw new IoLogRecordError(line, 'it is no list of delay, stream and data');
  }
  const [delay, stream, data] = items as unknown[];
  if (typeof delay !== 'number' || !(delay >= 0)) {
    throw new IoLogRecordError(line, 'the delay is no number of seconds');
  }
  if (stream !== 'stdout' && stream !== 'stderr') {
    throw new IoLogRecordError(line, 'the stream is neither stdout nor stderr');
  }
  if (typeof data !== 'string') {
    throw new IoLogRecordError(line, 'the data is no text');
  }
  try {
    return { delay, stream, data: decodeBase64(data) };
  } catch (cause) {
    throw new IoLogRecordError(line, 'the data is no base64', { cause });
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new IoLogRecordError(line, 'it is no JSON', { cause });
  }
}
