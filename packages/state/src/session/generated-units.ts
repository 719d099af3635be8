import { issueText, type UnitIssue } from '../checks/issue.js';
import { checkUnit } from '../checks/units/check-unit.js';
import { StateError } from '../errors.js';
import type { Resource } from '../resources/resource.js';
import { errorsOfSibling, issueError } from '../templates/errors-of-generated.js';
import {
  type GenerateUnitsOptions,
  generateFakeUnit,
  generateUnits,
} from '../templates/generate-units.js';
import { InvalidJob } from '../units/invalid-job.js';
import type { JobDefinition } from '../units/job-definition.js';
import { readable } from '../units/readable.js';
import type { TemplateUnit } from '../units/template-unit.js';
import { optionsOf, type Unit } from '../units/unit.js';

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

interface TemplateOptions extends GenerateUnitsOptions {
  /** Whether the records are not known, so that nothing made from them can be judged. */
  readonly fake?: boolean | undefined;
}

/** Makes units from the records; what is wrong with a template or one of its units is reported and harms no other. */
export function unitsOfTemplate(
  template: TemplateUnit,
  records: readonly Resource[],
  options: TemplateOptions,
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

/** What becomes of a sibling that a generated job asks for. */
export type SiblingJudgement = (sibling: JobDefinition) => {
  /** The sibling, if it may come into the session; or what stands for it there. */
  readonly job?: JobDefinition;
  readonly problem?: GeneratedUnitError;
};

/** Judges the siblings of the jobs that a template made as these were judged themselves. */
export function siblingJudgement(
  template: TemplateUnit,
  { strict, check = checkUnit, fake }: TemplateOptions,
): SiblingJudgement {
  return (sibling) => {
    // The siblings of a job that is known to be invalid are so for its reasons.
    if (fake || sibling instanceof InvalidJob) return { job: sibling };
    const issues = errorsOfSibling(sibling, check);
    if (issues.length === 0) return { job: sibling };
    const id = readable(() => sibling.id) ?? String(sibling.fields.get('id'));
    const reason = `sibling ${JSON.stringify(id)}: ${issues.map(issueText).join('; ')}`;
    const index = Number(sibling.parameters?.get('__index__'));
    const problem = new GeneratedUnitError(template, reason, { index, issues });
    return strict ? { job: invalid(sibling, issues), problem } : { problem };
  };
}

function invalid(sibling: JobDefinition, issues: readonly UnitIssue[]): InvalidJob {
  return new InvalidJob(sibling.fields, {
    ...optionsOf(sibling),
    errors: issues.map(issueError),
  });
}
