import type { ExactJson } from '@plainbox/state';
import type { TextProblem } from '../problem.js';

/** What a program that lists units says about one, beside its fields. */
export interface UnitDescription {
  readonly kind: 'job' | 'template';
  /** Of its provider; it wins over any other. */
  readonly namespace: string | undefined;
}

/** The fields of one unit, and where they stand in their file. */
export interface UnitRecord {
  readonly fields: ReadonlyMap<string, ExactJson>;
  /** First and last line, counted from 1. */
  readonly lines: readonly [first: number, last: number];
  /** For each field, how many lines after the first one of the record it stands. */
  readonly fieldOffsets: ReadonlyMap<string, number>;
  /** Set where the text says about the unit what its fields don't. */
  readonly description?: UnitDescription;
}

/** What a text holds: the units that can be read, and why others can't. */
export interface UnitText {
  readonly records: readonly UnitRecord[];
  readonly problems: readonly TextProblem[];
}

/** Reads the text of one file format. Whatever the text is, problems are reported and nothing is thrown. */
export type UnitTextReader = (text: string) => UnitText;
