import { StateError } from '../errors.js';

/** What kind of thing is wrong with a definition, as one closed set. Codes are stable; texts are not. */
export type UnitIssueCode =
  // a unit by itself
  | 'UNKNOWN_UNIT_KIND'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_FLAG'
  | 'MISSING_FIELD'
  | 'MISSING_ID'
  | 'BAD_ID'
  | 'BAD_TYPE'
  | 'BAD_VALUE'
  | 'BAD_DURATION'
  | 'BAD_IMPORTS'
  | 'BAD_EXPRESSION'
  | 'BAD_SIBLINGS'
  | 'BAD_TEMPLATE'
  | 'UNSUPPORTED_FEATURE'
  // a unit that a template made
  | 'MISSING_PARAMETER'
  | 'NOT_PARAMETRISED'
  | 'PARAMETRISED'
  // units together
  | 'DUPLICATE_ID'
  | 'MISSING_DEPENDENCY'
  | 'NOT_A_RESOURCE'
  | 'DEPENDENCY_CYCLE';

/** Something that is wrong with a unit's definition. */
export interface UnitIssue {
  /** An `error` keeps the unit from working; a `warning` is most likely a mistake. */
  readonly severity: 'warning' | 'error';
  /** Stable, for programs. */
  readonly code: UnitIssueCode;
  /** The field that it is about, as the definition spells it. */
  readonly field: string | undefined;
  /** What is wrong. */
  readonly message: string;
  /** The way out; missing where the message says it already. */
  readonly hint?: string | undefined;
  /** What using the field throws, if it does. */
  readonly error?: StateError;
}

/** What is wrong, and the way out, as one sentence. */
export function issueText({ message, hint }: Pick<UnitIssue, 'message' | 'hint'>): string {
  return hint === undefined ? message : `${message}; ${hint}`;
}

/** Runs something that uses a field, and gives the error that it throws as an issue. */
export function issuesOfUsing(
  field: string,
  code: UnitIssueCode,
  use: () => unknown,
): readonly UnitIssue[] {
  try {
    use();
    return [];
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return [{ severity: 'error', code, field, message: error.message, error }];
  }
}
