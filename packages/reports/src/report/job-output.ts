import type { IoLogRecord } from '@plainbox/state';
import type { Redactor } from '../redaction/redactor.js';

/** What a job wrote, of both streams. */
export interface JobOutput {
  /** Both streams as text in the order of writing: escape sequences and control characters removed. */
  readonly text: string;
  /** The bytes of stdout. */
  readonly stdout: Uint8Array;
  /** Why the output is not there, or not whole. */
  readonly problem: string | null;
}

// Colours and cursor movements, which mean nothing in a report; ECMA-48 control sequences and OSC strings.
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  /[\u001b\u009b](?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const CARRIAGE_RETURN = /\r+\n?/g;

/** No output, and why. */
export function noOutput(problem: string): JobOutput {
  return { text: '', stdout: new Uint8Array(), problem };
}

/**
 * Joins the records of one attempt, up to `limit` bytes in all.
 *
 * Both streams go through one decoder, since a character may begin in one record and end in the next.
 */
export function readOutput(
  records: Iterable<IoLogRecord>,
  redactor: Redactor,
  limit: number,
): JobOutput {
  const both: Uint8Array[] = [];
  const stdout: Uint8Array[] = [];
  let left = limit;
  let problem: string | null = null;
  try {
    for (const { stream, data } of records) {
      const piece = data.length > left ? data.subarray(0, left) : data;
      both.push(piece);
      if (stream === 'stdout') stdout.push(piece);
      left -= piece.length;
      if (piece.length < data.length) {
        problem = `only the first ${limit} bytes of the output are told`;
        break;
      }
    }
  } catch (error) {
    problem = `the output can't be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  return {
    text: redactor.text(readableText(Buffer.concat(both))),
    stdout: redactor.bytes(Buffer.concat(stdout)),
    problem,
  };
}

/** Bytes as text for people: bad UTF-8 becomes U+FFFD, what only a terminal understands goes. */
function readableText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true })
    .decode(bytes)
    .replace(ESCAPE_SEQUENCE, '')
    .replace(CARRIAGE_RETURN, '\n')
    .replace(CONTROL, '');
}
