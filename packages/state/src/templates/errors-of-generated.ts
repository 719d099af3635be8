import { issuesOfUsing, issueText, type UnitIssue } from '../checks/issue.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { Unit } from '../units/unit.js';

/** What to ask of a unit beyond having all its parameters. */
export type UnitCheck = (unit: Unit) => readonly UnitIssue[];

/** What keeps a generated unit from working. */
export function errorsOfGenerated(unit: Unit, check: UnitCheck): readonly UnitIssue[] {
  const missing = missingParameters(unit);
  // Other checks would stumble over what is missing.
  return missing.length > 0 ? missing : check(unit).filter(({ severity }) => severity === 'error');
}

/**
 * What keeps a sibling of a generated job from working: values of the record stand in its fields, and what looks like a
 * `{name}` in them is filled in once more. What tells it apart from the siblings of other records is filled in already.
 */
export function errorsOfSibling(sibling: JobDefinition, check: UnitCheck): readonly UnitIssue[] {
  return errorsOfGenerated(sibling, check).filter(({ code }) => code !== 'NOT_PARAMETRISED');
}

/** An issue as an error, for whoever wants to throw or keep it. */
export function issueError(issue: UnitIssue): Error {
  return issue.error ?? new Error(issueText(issue));
}

/** A parameter without a value makes the unit invalid, whichever field uses it: it could only fail later. */
function missingParameters(unit: Unit): readonly UnitIssue[] {
  return [...unit.fields.keys()].flatMap((field) =>
    issuesOfUsing(field, 'MISSING_PARAMETER', () => unit.value(field)),
  );
}
