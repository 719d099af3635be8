import type { ExactJson } from '../../exact-json/exact-json.js';
import { isExactList } from '../../exact-json/exact-json.js';
import { formatNames } from '../../templates/brace-format.js';
import type { JobDefinition } from '../../units/job-definition.js';
import type { TemplateUnit } from '../../units/template-unit.js';
import { unitFromRecord } from '../../units/unit-from-record.js';
import { issuesOfUsing, type UnitIssue } from '../issue.js';
import { checkJob } from './check-job.js';

/** Whether a template can make anything, as far as that shows without records. */
export function checkTemplate(template: TemplateUnit): readonly UnitIssue[] {
  const braces = checkBraces(template);
  return [
    ...checkResource(template),
    ...checkFilter(template),
    ...braces,
    ...(braces.length === 0 ? checkGenerated(template) : []),
  ];
}

function checkResource(template: TemplateUnit): readonly UnitIssue[] {
  if (template.text('template-resource')) return [];
  return [
    {
      severity: 'error',
      code: 'MISSING_FIELD',
      field: 'template-resource',
      message: 'the template makes units from no records',
      hint: 'name the resource job that gives the records',
    },
  ];
}

/** A filter can't be read without the imports, and sees no records but those that the template is for. */
function checkFilter(template: TemplateUnit): readonly UnitIssue[] {
  const field = 'template-filter';
  const imports = issuesOfUsing('template-imports', 'BAD_IMPORTS', () => template.templateImports);
  if (imports.length > 0) return imports;
  const broken = issuesOfUsing(field, 'BAD_EXPRESSION', () => template.filterProgram);
  const resourceId = template.resourceId;
  if (broken.length > 0 || resourceId === undefined) return broken;
  const other = template.filterProgram?.resourceIds.find((id) => id !== resourceId);
  if (other === undefined) return [];
  return [
    {
      severity: 'error',
      code: 'BAD_EXPRESSION',
      field,
      message: `the filter asks for '${other}', but sees the records of '${resourceId}' alone`,
      hint: "put conditions on other resources into 'requires'",
    },
  ];
}

function checkBraces(template: TemplateUnit): readonly UnitIssue[] {
  return [...template.generatedFields].flatMap(([field, value]) =>
    issuesOfUsing(field, 'BAD_TEMPLATE', () => namesIn(value)),
  );
}

/** What would be wrong with every job that the template makes, whatever the record. */
function checkGenerated(template: TemplateUnit): readonly UnitIssue[] {
  if (template.templateUnit !== 'job') return [];
  const { generatedFields: fields, namespace } = template;
  const parameters = new Map<string, ExactJson>([...fields.values()].flatMap(sampleParameters));
  const job = unitFromRecord(fields, { namespace, parameters });
  const unfilled = [...fields.keys()].flatMap((field) =>
    issuesOfUsing(field, 'BAD_TEMPLATE', () => job.value(field)),
  );
  return unfilled.length > 0 ? unfilled : checkJob(job as JobDefinition);
}

/** A record that has all that is asked for. The value is a name, as it may stand for a resource in `requires`. */
function sampleParameters(value: ExactJson): readonly (readonly [string, ExactJson])[] {
  return namesIn(value).map((name) => [name, name === '__index__' ? 1 : 'sample']);
}

function namesIn(value: ExactJson): readonly string[] {
  const texts = isExactList(value) ? value : [value];
  return texts.flatMap((text) => (typeof text === 'string' ? formatNames(text) : []));
}
