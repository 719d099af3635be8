import type { UnitIssueCode } from '@plainbox/state';

/** Everything that can be wrong with a unit file, as one closed set. Codes are stable; texts are not. */
export type UnitProblemCode =
  // files
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'NOT_A_FILE'
  | 'UNKNOWN_FILE_TYPE'
  | 'FILE_TOO_LARGE'
  | 'TOO_MANY_FILES'
  | 'FOLDER_TOO_DEEP'
  | 'NOT_UTF8'
  // text
  | 'BAD_RECORD'
  | 'BAD_YAML'
  | 'BAD_JSON'
  | 'DUPLICATE_FIELD'
  | 'NOT_A_UNIT'
  | 'TOO_COMPLEX'
  | 'TOO_MANY_PROBLEMS'
  // units that ask for what is left out here
  | 'JINJA2_UNSUPPORTED'
  | 'TRANSLATION_UNSUPPORTED'
  // units; of these `loadUnits` looks for `MISSING_ID` alone
  | UnitIssueCode;

/** One thing that is wrong, where it is, and the way out. */
export interface UnitProblem {
  /** The path by which the file was reached. */
  readonly file: string;
  /** Counted from 1; 1 as well where the file as a whole is meant. */
  readonly line: number;
  /** The field that is to blame, as it is spelt in the file. */
  readonly field?: string | undefined;
  /** Stable, for programs. */
  readonly code: UnitProblemCode;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** A problem in a text whose file the one who found it doesn't know. */
export type TextProblem = Omit<UnitProblem, 'file'>;
