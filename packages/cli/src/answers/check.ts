import type { Answer } from './answer.js';

/** What `plainbox check --json` answers. */
export interface CheckAnswer extends Answer {
  readonly schema: 'plainbox-check/1';
  /** Every unit that could be read, of whatever kind. */
  readonly units: readonly CheckedUnit[];
  /** All that is wrong, by file and line. */
  readonly problems: readonly CheckProblem[];
}

/** What a unit is and what it needs, in short. */
export interface CheckedUnit {
  readonly file: string;
  /** First and last line, counted from 1. */
  readonly lines: readonly [first: number, last: number];
  /** The kind of unit: `job`, `template`, `category`, … */
  readonly unit: string;
  /** With the namespace; null if it has none. */
  readonly id: string | null;
  /** Null for what is neither job nor template. */
  readonly checksum: string | null;
  /** Ids of the jobs that must have passed before. */
  readonly depends: readonly string[];
  /** Ids of the jobs that must have been run before. */
  readonly after: readonly string[];
  /** Ids of the resources that are asked for. */
  readonly resources: readonly string[];
}

/** One thing that is wrong. */
export interface CheckProblem {
  readonly file: string;
  /** Counted from 1; 1 as well where the file as a whole is meant. */
  readonly line: number;
  /** The field that is to blame, as it is spelt in the file. */
  readonly field: string | null;
  /** Stable name. */
  readonly code: string;
  /** With the way out. */
  readonly message: string;
}
