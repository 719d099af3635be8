import { parseRecords, type RFC822SyntaxError } from '@plainbox/state';
import type { TextProblem } from '../problem.js';
import type { UnitRecord, UnitText } from './unit-text.js';

/**
 * Reads `.pxu` text: records of `field: value` lines. The parser stops at the first error; reading goes on behind
 * the empty line that ends the broken record, so that one mistake costs one record.
 */
export function readRecordText(text: string): UnitText {
  const lines = linesOf(text);
  const records: UnitRecord[] = [];
  const problems: TextProblem[] = [];
  let start = 0;
  while (start < lines.length) {
    const parsed = parseRecords(linesFrom(lines, start));
    for (const {
      data,
      fieldOffsets,
      lines: [first, last],
    } of parsed.records) {
      records.push({ fields: data, fieldOffsets, lines: [start + first, start + last] });
    }
    if (parsed.error === undefined) break;
    const line = start + parsed.error.line;
    problems.push(describe(parsed.error, line));
    start = endOfRecord(lines, line);
  }
  return { records, problems };
}

/** Lines with their ends kept; `\r\n` and `\r` count as `\n`, as in every text file. */
function linesOf(text: string): string[] {
  return text.replace(/\r\n?/g, '\n').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The lines from `start` on, without a copy: a file of nothing but errors is read once all the same. */
function* linesFrom(lines: readonly string[], start: number): Generator<string> {
  for (let at = start; at < lines.length; at++) yield lines[at] as string;
}

/** The index of the first empty line from `from` on, which is where the parser can start afresh. */
function endOfRecord(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]?.trim() !== '') at++;
  return at;
}

function describe({ fault, key }: RFC822SyntaxError, line: number): TextProblem {
  switch (fault) {
    case 'continuation-without-key':
      return {
        line,
        code: 'BAD_RECORD',
        message: 'the line begins with a space, but no field stands above it to go on with',
        hint: "begin the line with 'field:', or take away the empty line above it",
      };
    case 'no-key':
      return {
        line,
        code: 'BAD_RECORD',
        message: "the line is neither 'field: value' nor the continuation of a field",
        hint: "begin it with 'field:', or with a space (not a tab) to continue the field above",
      };
    case 'duplicate-key':
      return {
        line,
        field: key,
        code: 'DUPLICATE_FIELD',
        message: `the record has the field '${key}' already`,
        hint: 'take one of them away, or put an empty line between two records',
      };
  }
}
