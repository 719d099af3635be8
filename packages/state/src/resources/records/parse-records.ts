import { linesAtAnyBoundary, linesAtNewline, translateNewlines } from '../../python-text/lines.js';
import { isBlank, strip, stripStart } from '../../python-text/white-space.js';
import { type RecordFault, RFC822SyntaxError } from './errors.js';
import { normaliseFieldValue } from './field-value.js';

/** One record of a text: fields with their values, and where they stand. */
export interface TextRecord {
  /** Field values as they are meant: dots and common indentation resolved, white space stripped. */
  readonly data: ReadonlyMap<string, string>;
  /** Field values as they stand in the text. */
  readonly rawData: ReadonlyMap<string, string>;
  /** For each field, how many lines after the first one of the record its value begins. */
  readonly fieldOffsets: ReadonlyMap<string, number>;
  /** First and last line of the record, counted from 1. */
  readonly lines: readonly [first: number, last: number];
}

/** The records of a text, up to its end or its first error. */
export interface ParsedRecords {
  /** Those before the error, if there is one. */
  readonly records: readonly TextRecord[];
  /** Where and why the reading ended early. */
  readonly error?: RFC822SyntaxError;
}

/** How a text is read. */
export interface ParseRecordsOptions {
  /** Named by the error. */
  readonly filename?: string | undefined;
  /**
   * Where a text given as one string has its line ends: `any` Unicode line boundary (the default, as plainbox reads
   * text), `file` for what stood in a file (`\r\n` and `\r` count as `\n`), `newline` for a program's output (`\n` only).
   */
  readonly lineEnds?: 'any' | 'file' | 'newline' | undefined;
}

/**
 * Reads records of `field: value` lines, separated by empty lines; lines that begin with a space continue a value,
 * `#` at the beginning of a line makes it a comment.
 *
 * A text given as lines is taken line by line, whatever the lines hold. An error ends the reading; the records
 * before it are still there.
 */
export function parseRecords(
  text: string | Iterable<string>,
  options: ParseRecordsOptions = {},
): ParsedRecords {
  const reader = new RecordReader(options.filename);
  try {
    for (const line of typeof text === 'string' ? linesOf(text, options.lineEnds) : text) {
      reader.read(line);
    }
    reader.endRecord();
  } catch (error) {
    if (!(error instanceof RFC822SyntaxError)) throw error;
    return { records: reader.records, error };
  }
  return { records: reader.records };
}

function linesOf(text: string, lineEnds: ParseRecordsOptions['lineEnds'] = 'any'): string[] {
  switch (lineEnds) {
    case 'any':
      return linesAtAnyBoundary(text);
    case 'file':
      return linesAtNewline(translateNewlines(text));
    case 'newline':
      return linesAtNewline(text);
  }
}

class RecordReader {
  readonly records: TextRecord[] = [];
  readonly #filename: string | undefined;
  #lineNumber = 0;
  #rawData = new Map<string, string>();
  #fieldOffsets = new Map<string, number>();
  #firstLine = 0;
  #lastLine = 0;
  #key: string | undefined;

  constructor(filename: string | undefined) {
    this.#filename = filename;
  }

  read(line: string): void {
    this.#lineNumber++;
    if (line.startsWith('#')) return;
    if (isBlank(line)) this.endRecord();
    else if (line.startsWith(' ')) this.#continueField(line);
    else this.#beginField(line);
  }

  endRecord(): void {
    if (this.#rawData.size > 0) this.records.push(this.#record());
    this.#rawData = new Map();
    this.#fieldOffsets = new Map();
    this.#key = undefined;
  }

  #record(): TextRecord {
    const data = new Map<string, string>();
    for (const [key, raw] of this.#rawData) data.set(key, normaliseFieldValue(raw));
    return {
      data,
      rawData: this.#rawData,
      fieldOffsets: this.#fieldOffsets,
      lines: [this.#firstLine, this.#lastLine],
    };
  }

  #continueField(line: string): void {
    const key = this.#key;
    if (key === undefined) throw this.#fault('continuation-without-key');
    this.#rawData.set(key, (this.#rawData.get(key) ?? '') + line.slice(1));
    this.#lastLine = this.#lineNumber;
  }

  #beginField(line: string): void {
    const colon = line.indexOf(':');
    if (colon === -1) throw this.#fault('no-key');
    const key = strip(line.slice(0, colon));
    if (this.#rawData.has(key)) throw this.#fault('duplicate-key', key);
    if (this.#rawData.size === 0) this.#firstLine = this.#lineNumber;
    const value = stripStart(line.slice(colon + 1));
    // A field without anything behind its colon begins on the next line.
    const ownLine = value === '' ? 1 : 0;
    this.#rawData.set(key, value);
    this.#fieldOffsets.set(key, this.#lineNumber - this.#firstLine + ownLine);
    this.#lastLine = this.#lineNumber;
    this.#key = key;
  }

  #fault(fault: RecordFault, key?: string): RFC822SyntaxError {
    return new RFC822SyntaxError(fault, this.#lineNumber, { filename: this.#filename, key });
  }
}
