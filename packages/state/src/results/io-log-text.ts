import type { IoLogRecord } from './io-log.js';

// Control characters that say nothing in a report, without the white space \t \n \v \r.
// ESC goes too, so that what is left of an escape sequence does no harm.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u0008\u000c\u000e-\u001f\u007f-\u009f]/g;

/** The output of both streams as one text, for people: bad UTF-8 as U+FFFD, control characters removed. */
export function flatText(records: Iterable<IoLogRecord>): string {
  // One decoder for all: a character may begin in one record and end in the next.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for (const { data } of records) text += decoder.decode(data, { stream: true });
  return (text + decoder.decode()).replace(CONTROL, '');
}

/** The output on stdout as text, cleaned as {@link flatText} does; empty unless all of it is UTF-8. */
export function textAttachment(records: Iterable<IoLogRecord>): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  try {
    for (const { stream, data } of records) {
      if (stream === 'stdout') text += decoder.decode(data, { stream: true });
    }
    return (text + decoder.decode()).replace(CONTROL, '');
  } catch {
    return '';
  }
}

/** All bytes that a job wrote to one of its streams, joined. */
export function streamBytes(
  records: Iterable<IoLogRecord>,
  stream: IoLogRecord['stream'],
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const record of records) {
    if (record.stream !== stream) continue;
    pieces.push(record.data);
    length += record.data.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
