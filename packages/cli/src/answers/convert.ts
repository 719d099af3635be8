import type { Answer } from './answer.js';

/** What `plainbox convert --json` answers. */
export interface ConvertAnswer extends Answer {
  readonly schema: 'plainbox-convert/1';
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** The format that the session is stored in. */
  readonly from: number | string;
  /** The format that was asked for. */
  readonly to: number;
  /** The job files were there: without them older formats lose more. */
  readonly jobsKnown: boolean;
  /** Where it was written; null: nowhere, since it was tried only, or would lose data. */
  readonly output: string | null;
  /** What the format can't hold. */
  readonly losses: readonly FormatLoss[];
}

/** One thing that is lost. */
export interface FormatLoss {
  /** The newest version that can't hold it. */
  readonly version: number | string;
  /** Where it stands, from the `session` object down. */
  readonly path: readonly string[];
  /** In words. */
  readonly what: string;
}
