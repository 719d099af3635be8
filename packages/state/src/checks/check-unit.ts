import { JobDefinition } from '../units/job-definition.js';
import { TemplateUnit } from '../units/template-unit.js';
import type { Unit } from '../units/unit.js';
import { checkFieldNames } from './check-field-names.js';
import { checkJob } from './check-job.js';
import { checkTemplate } from './check-template.js';
import { issuesOfUsing, type UnitIssue } from './issue.js';

/**
 * What is wrong with a unit by itself. Whether the jobs that it names exist is for whoever knows all of them.
 *
 * Units generated from a template are held to more: what tells them apart must come from the record.
 */
export function checkUnit(unit: Unit): readonly UnitIssue[] {
  const names = checkFieldNames(unit);
  const unsupported = issuesOfUsing('template-engine', () => unit.assertSupported());
  // Nothing of such a unit can be read.
  if (unsupported.length > 0) return [...names, ...unsupported];
  if (unit instanceof TemplateUnit) return [...names, ...checkTemplate(unit)];
  if (unit instanceof JobDefinition) return [...names, ...checkJob(unit)];
  return names;
}
