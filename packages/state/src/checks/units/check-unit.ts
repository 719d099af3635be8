import { JobDefinition } from '../../units/job-definition.js';
import { TemplateUnit } from '../../units/template-unit.js';
import type { Unit } from '../../units/unit.js';
import { issuesOfUsing, type UnitIssue } from '../issue.js';
import { type KnownField, knownFields } from '../known-fields.js';
import { checkChoices } from './check-choices.js';
import { checkFieldNames, fieldsOf } from './check-field-names.js';
import { checkFieldTypes } from './check-field-types.js';
import { checkJob } from './check-job.js';
import { checkTemplate } from './check-template.js';
import { checkTestPlan } from './check-test-plan.js';

/**
 * What is wrong with a unit by itself. Whether the jobs that it names exist is for whoever knows all of them: see
 * {@link checkRelations}.
 *
 * Units generated from a template are held to more: what tells them apart must come from the record.
 */
export function checkUnit(unit: Unit): readonly UnitIssue[] {
  const names = checkFieldNames(unit);
  const unsupported = issuesOfUsing('template-engine', 'UNSUPPORTED_FEATURE', () =>
    unit.assertSupported(),
  );
  // Nothing of such a unit can be read.
  if (unsupported.length > 0) return [...names, ...unsupported];
  const types = checkFieldTypes(unit);
  const unreadable = new Set(
    types.filter(({ severity }) => severity === 'error').map(({ field }) => field),
  );
  const values = checkValues(unit).filter(({ field }) => !unreadable.has(field));
  return [...names, ...types, ...values];
}

function checkValues(unit: Unit): readonly UnitIssue[] {
  if (unit instanceof JobDefinition) return checkJob(unit);
  if (unit instanceof TemplateUnit)
    return [...checkChoices(unit, TEMPLATE_FIELDS), ...checkTemplate(unit)];
  const fields = fieldsOf(unit) ?? [];
  return [
    ...checkId(unit, fields),
    ...checkChoices(unit, fields),
    ...(unit.unit === 'test plan' ? checkTestPlan(unit) : []),
  ];
}

/** The fields of templates themselves, without those of what they make. */
const TEMPLATE_FIELDS = knownFields('template', '') ?? [];

function checkId(unit: Unit, fields: readonly KnownField[]): readonly UnitIssue[] {
  if (unit.partialId === '' && fields.some(({ name }) => name === 'id')) {
    return [
      {
        severity: 'error',
        code: 'MISSING_ID',
        field: 'id',
        message: `a unit of kind '${unit.unit}' needs an id`,
        hint: 'add one that no other unit of its kind has',
      },
    ];
  }
  if (!unit.partialId.includes('::')) return [];
  return [
    {
      severity: 'error',
      code: 'BAD_ID',
      field: 'id',
      message: "an id has no '::'",
      hint: 'leave the namespace out; it comes from the provider',
    },
  ];
}
