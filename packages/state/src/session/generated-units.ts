import { issueText, type UnitIssue } from '../checks/issue.js';
import { StateError } from '../errors.js';
import type { Resource } from '../resources/resource.js';
import {
  type GenerateUnitsOptions,
  generateFakeUnit,
  generateUnits,
} from '../templates/generate-units.js';
import type { TemplateUnit } from '../units/template-unit.js';
import type { Unit } from '../units/unit.js';

/** A template made no unit, or a broken one, from a record. */
export class GeneratedUnitError extends StateError {
  override readonly name: string = 'GeneratedUnitError';
  /** The template concerned. */
  readonly template: TemplateUnit;
  /** Which of the eligible records it was, counted from 1; missing when the template as a whole can't be used. */
  readonly index: number | undefined;
  /** What is wrong with the unit. */
  readonly issues: readonly UnitIssue[];

  constructor(
    template: TemplateUnit,
    reason: string,
    {
      index,
      issues = [],
      cause,
    }: { index?: number; issues?: readonly UnitIssue[]; cause?: unknown },
  ) {
    const record = index === undefined ? '' : `, record ${index}`;
    super('TEMPLATE_NOT_INSTANTIATED', `template ${template.templateId}${record}: ${reason}`, {
      cause,
    });
    this.template = template;
    this.index = index;
    this.issues = issues;
  }
}

/** What a template made of the records of its resource. */
export interface UnitsOfTemplate {
  readonly units: readonly Unit[];
  readonly problems: readonly GeneratedUnitError[];
}

/** Makes units from the records; what is wrong with a template or one of its units is reported and harms no other. */
export function unitsOfTemplate(
  template: TemplateUnit,
  records: readonly Resource[],
  options: GenerateUnitsOptions & { readonly fake?: boolean | undefined },
): UnitsOfTemplate {
  try {
    if (options.fake) {
      const units = records.map((_, at) => generateFakeUnit(template, at + 1));
      return { units, problems: [] };
    }
    const { units, problems } = generateUnits(template, records, options);
    return {
      units,
      problems: problems.map(({ index, issues }) => {
        const reason = issues.map(issueText).join('; ');
        return new GeneratedUnitError(template, reason, { index, issues });
      }),
    };
  } catch (cause) {
    if (!(cause instanceof StateError)) throw cause;
    return { units: [], problems: [new GeneratedUnitError(template, cause.message, { cause })] };
  }
}
