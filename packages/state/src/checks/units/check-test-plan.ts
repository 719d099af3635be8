import { isExactList } from '../../exact-json/exact-json.js';
import { testPlanFromUnit } from '../../test-plans/test-plan-unit.js';
import { Unit } from '../../units/unit.js';
import { issuesOfUsing, type UnitIssue } from '../issue.js';

/** The fields of a test plan that name jobs line by line. */
const SECTIONS = [
  'bootstrap_include',
  'mandatory_include',
  'include',
  'exclude',
  'category-overrides',
  'category_overrides',
  'certification-status-overrides',
  'certification_status_overrides',
] as const;

/** Whether the lines of a test plan can be read. Each section is tried by itself, so that each says what is wrong. */
export function checkTestPlan(plan: Unit): readonly UnitIssue[] {
  return SECTIONS.flatMap((field) => {
    const value = plan.fields.get(field);
    const lines = isExactList(value) ? value : [value];
    if (value === undefined || !lines.every((line) => typeof line === 'string')) return [];
    const section = new Unit(new Map([[field, value]]), { namespace: plan.namespace });
    return issuesOfUsing(field, 'BAD_VALUE', () => testPlanFromUnit(section));
  });
}
