import { issueText, type UnitIssue } from '../checks/issue.js';
import { checkUnit } from '../checks/units/check-unit.js';
import { StateError } from '../errors.js';
import type { FieldsInput } from './field-values.js';
import { FunctionJob } from './function-job.js';
import { JobDefinition } from './job-definition.js';
import type { FunctionJobFields, JobFields } from './job-fields.js';
import type { UnitOptions } from './unit.js';

/** Where a job that is written in TypeScript belongs. */
export type DefineJobOptions = Pick<UnitOptions, 'namespace' | 'provider'>;

/** A job written in TypeScript has fields that make no job. */
export class JobFieldsError extends StateError {
  override readonly name = 'JobFieldsError';
  /** All that is wrong, each with its field and the way out. */
  readonly issues: readonly UnitIssue[];

  constructor(id: string, issues: readonly UnitIssue[]) {
    const list = issues.map((issue) => `${issue.field ?? 'fields'}: ${issueText(issue)}`);
    super('BAD_UNIT', `job ${JSON.stringify(id)} can't be defined: ${list.join('. ')}`);
    this.issues = issues;
  }
}

/**
 * Defines a job in TypeScript, checked by the compiler and once more when it runs; here one whose work is a function:
 *
 * ```ts
 * defineJob({ id: 'report', version: 2, after: ['disk/check'], run: ({ log }) => log.out('done') });
 * ```
 *
 * The checksum comes from the fields, `version` among them, and never from the function.
 *
 * @throws JobFieldsError when {@link checkUnit} finds anything: an unknown field, a bad expression, no plugin.
 */
export function defineJob(fields: FunctionJobFields, options?: DefineJobOptions): FunctionJob;
/**
 * Defines a job that runs a command or asks a person:
 *
 * ```ts
 * defineJob({ id: 'disk/check', plugin: 'shell', command: 'df /', depends: ['disk/list'] });
 * ```
 *
 * @throws JobFieldsError when {@link checkUnit} finds anything: an unknown field, a bad expression, no plugin.
 */
export function defineJob(fields: JobFields, options?: DefineJobOptions): JobDefinition;
export function defineJob(
  fields: JobFields | FunctionJobFields,
  options: DefineJobOptions = {},
): JobDefinition {
  const job = 'run' in fields ? functionJob(fields, options) : plainJob(fields, options);
  const issues = checkUnit(job);
  if (issues.length > 0) throw new JobFieldsError(job.id, issues);
  return job;
}

function plainJob(fields: JobFields, options: DefineJobOptions): JobDefinition {
  return new JobDefinition({ ...fields } as FieldsInput, options);
}

/** The default plugin is written down, as what reads the session later can't know that a function stood here. */
function functionJob(
  { run, plugin = 'shell', ...fields }: FunctionJobFields,
  options: DefineJobOptions,
): FunctionJob {
  if (typeof run !== 'function') {
    throw new JobFieldsError(fields.id, [
      {
        severity: 'error',
        code: 'BAD_TYPE',
        field: 'run',
        message: 'the value is no function',
        hint: 'give the function that does the work, or a command',
      },
    ]);
  }
  return new FunctionJob({ ...fields, plugin } as FieldsInput, { ...options, run });
}
