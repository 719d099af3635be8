import { StateError } from '../../errors.js';

/** What is wrong with a line of record text. */
export type RecordFault = 'continuation-without-key' | 'duplicate-key' | 'no-key';

const ADVICE: Readonly<Record<RecordFault, string>> = {
  'continuation-without-key':
    "begins with a space, but there is no field above it to continue; begin it with 'field:'",
  'duplicate-key': 'gives a field that this record has already; separate records by an empty line',
  'no-key':
    "is neither 'field: value' nor part of the field above; begin it with 'field:', or with a space to continue",
};

/** Record text can't be read from this line on. */
export class RFC822SyntaxError extends StateError {
  override readonly name = 'RFC822SyntaxError';
  /** The file, if the text came from one that is known. */
  readonly filename: string | undefined;
  /** Counted from 1. */
  readonly line: number;
  /** What kind of error it is. */
  readonly fault: RecordFault;
  /** The field that came twice. */
  readonly key: string | undefined;

  constructor(
    fault: RecordFault,
    line: number,
    at: { readonly filename?: string | undefined; readonly key?: string | undefined } = {},
  ) {
    const place = at.filename === undefined ? `line ${line}` : `${at.filename}:${line}`;
    const field = at.key === undefined ? '' : ` ('${at.key}')`;
    super('BAD_RECORD_TEXT', `${place}: the line ${ADVICE[fault]}${field}`);
    this.filename = at.filename;
    this.line = line;
    this.fault = fault;
    this.key = at.key;
  }
}
