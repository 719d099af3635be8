import { StateError, type StateErrorCode } from '../errors.js';

/** What kind of thing is wrong with a definition. Errors that the definition throws when it is used keep their codes. */
export type UnitIssueCode =
  | StateErrorCode
  | 'MISSING_FIELD'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_KIND'
  | 'DEPRECATED_FIELD'
  | 'NOT_PARAMETRISED'
  | 'PARAMETRISED';

/** Something that is wrong with a unit's definition. */
export interface UnitIssue {
  /** An `error` keeps the unit from working; a `warning` is most likely a mistake. */
  readonly severity: 'warning' | 'error';
  readonly code: UnitIssueCode;
  /** The field that it is about, as the definition spells it. */
  readonly field: string | undefined;
  /** What is wrong, and the way out. */
  readonly message: string;
  /** What using the field throws, if it does. */
  readonly error?: StateError;
}

export function issueOf(error: StateError, field: string | undefined): UnitIssue {
  return { severity: 'error', code: error.code, field, message: error.message, error };
}

/** Runs something that uses a field, and gives the error that it throws. */
export function issuesOfUsing(field: string, use: () => unknown): readonly UnitIssue[] {
  try {
    use();
    return [];
  } catch (error) {
    if (error instanceof StateError) return [issueOf(error, field)];
    throw error;
  }
}
