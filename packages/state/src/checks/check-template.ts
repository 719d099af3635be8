import { isExactList } from '../exact-json/exact-json.js';
import { formatNames } from '../templates/brace-format.js';
import type { TemplateUnit } from '../units/template-unit.js';
import { issuesOfUsing, type UnitIssue } from './issue.js';

/** Whether a template can make anything, as far as that shows without records. */
export function checkTemplate(template: TemplateUnit): readonly UnitIssue[] {
  return [
    ...checkResource(template),
    ...checkId(template),
    ...checkFilter(template),
    ...checkBraces(template),
  ];
}

function checkResource(template: TemplateUnit): readonly UnitIssue[] {
  if (template.text('template-resource')) return [];
  return [
    {
      severity: 'error',
      code: 'MISSING_FIELD',
      field: 'template-resource',
      message: 'a template needs a template-resource, whose records it makes units from',
    },
  ];
}

function checkId(template: TemplateUnit): readonly UnitIssue[] {
  if (template.partialId !== '' || template.templateUnit !== 'job') return [];
  return [
    {
      severity: 'error',
      code: 'MISSING_FIELD',
      field: 'id',
      message: 'the jobs of a template need an id; add one with a {name} of the record in it',
    },
  ];
}

/** A filter can't be read without the imports. */
function checkFilter(template: TemplateUnit): readonly UnitIssue[] {
  const imports = issuesOfUsing('template-imports', () => template.templateImports);
  if (imports.length > 0) return imports;
  return issuesOfUsing('template-filter', () => template.filterProgram);
}

function checkBraces(template: TemplateUnit): readonly UnitIssue[] {
  return [...template.generatedFields].flatMap(([field, value]) => {
    const texts = isExactList(value) ? value : [value];
    return texts.flatMap((text) =>
      typeof text === 'string' ? issuesOfUsing(field, () => formatNames(text)) : [],
    );
  });
}
