import { type IoLogRecord, withoutTerminalCodes } from '@plainbox/state';
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
  return withoutTerminalCodes(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}
