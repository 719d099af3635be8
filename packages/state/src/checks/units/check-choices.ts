import type { Unit } from '../../units/unit.js';
import type { UnitIssue } from '../issue.js';
import type { KnownField } from '../known-fields.js';
import { nearestName } from '../nearest-name.js';

/** Whether the fields that have only a few values have one of them. */
export function checkChoices(unit: Unit, fields: readonly KnownField[]): readonly UnitIssue[] {
  return fields.flatMap(({ name, values }) => {
    const value = values && unit.text(name);
    if (value === undefined || values === undefined || values.includes(value)) return [];
    return [
      {
        severity: 'error',
        code: 'BAD_VALUE',
        field: name,
        message: `there is no ${name} '${value}'`,
        hint: oneOf(value, values),
      },
    ];
  });
}

/** What to write in the place of a value that isn't one of a few. */
export function oneOf(value: string, values: readonly string[]): string {
  const nearest = nearestName(value, values);
  return nearest === undefined ? `use one of: ${values.join(', ')}` : `did you mean '${nearest}'?`;
}
