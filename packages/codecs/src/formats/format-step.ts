import type { ExactJson } from '@plainbox/state';
import type { FormatRules, JobRoster, JsonMap } from '../representation/session-representation.js';

/** A key that a version brought, and what it says in sessions of before. */
export interface AddedField {
  readonly where: 'session' | 'metadata';
  readonly key: string;
  /** What upgrading puts there; any other value is lost in an older version. */
  readonly initial: ExactJson;
}

/** What a step downwards may need beyond the `session` object. */
export interface Downgrade {
  readonly roster: JobRoster | undefined;
  readonly rules: FormatRules;
  lose(path: readonly string[], what: string): void;
}

/**
 * What one version of the plainbox format is, as the difference from the one before: two pure functions over the
 * `session` object, inverse to each other but for what the older version can't hold.
 *
 * Neither checks what it doesn't need: what isn't an object is left to `restore`, which reports it in its turn.
 */
export interface FormatStep {
  readonly version: number;
  /** Year and month in which plainbox began to write it. */
  readonly since: string;
  /** What it changed, as a sentence for the table in the README. */
  readonly change: string;
  readonly adds: readonly AddedField[];
  /** From the version before to this one. */
  upgrade(session: JsonMap): JsonMap;
  /** From this version to the one before. */
  downgrade(session: JsonMap, context: Downgrade): JsonMap;
  /** Puts in what early files of this very version lack. */
  mend?(session: JsonMap): JsonMap;
}
