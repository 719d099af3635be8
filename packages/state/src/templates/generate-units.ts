import type { UnitIssue } from '../checks/issue.js';
import { checkUnit } from '../checks/units/check-unit.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList, isExactMap } from '../exact-json/exact-json.js';
import type { Resource } from '../resources/resource.js';
import { InvalidJob } from '../units/invalid-job.js';
import type { TemplateUnit } from '../units/template-unit.js';
import { optionsOf, type Unit, type UnitOptions } from '../units/unit.js';
import { unitFromRecord } from '../units/unit-from-record.js';
import { formatNames } from './brace-format.js';
import { errorsOfGenerated, issueError } from './errors-of-generated.js';

/** What becomes of units that come out broken, and who judges that. */
export interface GenerateUnitsOptions {
  /** Whether a broken unit is kept as an {@link InvalidJob}, to fail where it would have run, rather than dropped. */
  readonly strict?: boolean | undefined;
  /** What else to ask of a unit beyond having all its parameters; `checkUnit` by default. Errors alone count. */
  readonly check?: ((unit: Unit) => readonly UnitIssue[]) | undefined;
}

/** A unit that came out broken. */
export interface GeneratedUnitProblem {
  /** The template that made it. */
  readonly template: TemplateUnit;
  /** Which of the eligible records it was made from, counted from 1. */
  readonly index: number;
  /** Its errors; never empty. */
  readonly issues: readonly UnitIssue[];
}

/** What a template made of some records. */
export interface GeneratedUnits {
  /** In the order of their records. */
  readonly units: readonly Unit[];
  /** The records that gave no unit. */
  readonly problems: readonly GeneratedUnitProblem[];
}

/**
 * Makes a unit from each record that passes the template's filter.
 *
 * A record that doesn't suit costs its own unit alone. Throws a StateError where the template as a whole can't be used:
 * its filter or imports can't be read, its braces don't match, or its engine isn't supported.
 */
export function generateUnits(
  template: TemplateUnit,
  records: readonly Resource[],
  { strict = false, check = checkUnit }: GenerateUnitsOptions = {},
): GeneratedUnits {
  template.assertSupported();
  const fields = template.generatedFields;
  const names = accessedNames(fields);
  const units: Unit[] = [];
  const problems: GeneratedUnitProblem[] = [];
  for (const [i, record] of eligibleRecords(template, records).entries()) {
    const index = i + 1;
    const options = optionsOfGenerated(template, parametersOf(record, names, index));
    const unit = unitFromRecord(fields, options);
    const issues = errorsOfGenerated(unit, check);
    if (issues.length > 0) problems.push({ template, index, issues });
    if (issues.length === 0) units.push(unit);
    else if (strict)
      units.push(new InvalidJob(fields, { ...options, errors: issues.map(issueError) }));
  }
  return { units, problems };
}

/**
 * Makes the unit that a test plan shows where the records aren't known: each parameter stands for itself, in upper case.
 */
export function generateFakeUnit(template: TemplateUnit, index: number): Unit {
  template.assertSupported();
  const fields = template.generatedFields;
  const parameters = new Map<string, ExactJson>();
  for (const name of accessedNames(fields)) {
    parameters.set(
      name,
      name === 'index' ? String(index) : name.replace(/_slug$/, '').toUpperCase(),
    );
  }
  return unitFromRecord(fields, optionsOfGenerated(template, parameters.set('__index__', index)));
}

function eligibleRecords(
  template: TemplateUnit,
  records: readonly Resource[],
): readonly Resource[] {
  const { resourceId, filterProgram } = template;
  if (resourceId === undefined) return [];
  if (filterProgram === undefined) return records;
  return records.filter((record) => filterProgram.evaluate(new Map([[resourceId, [record]]])).met);
}

/** The names that the unit's texts use. Of a map inside, its first key is looked at alone, as plainbox does. */
function accessedNames(fields: ReadonlyMap<string, ExactJson>): ReadonlySet<string> {
  const texts = [...fields.values()].flatMap((value) => {
    if (isExactList(value)) return value;
    return isExactMap(value) ? [...value.keys()].slice(0, 1) : [value];
  });
  return new Set(texts.flatMap((text) => (typeof text === 'string' ? formatNames(text) : [])));
}

function parametersOf(
  record: Resource,
  names: ReadonlySet<string>,
  index: number,
): Map<string, ExactJson> {
  const used = [...record.data].filter(([name]) => names.has(name));
  return new Map<string, ExactJson>([...used, ['__index__', index]]);
}

function optionsOfGenerated(
  template: TemplateUnit,
  parameters: ReadonlyMap<string, ExactJson>,
): UnitOptions {
  return { ...optionsOf(template), parameters };
}
