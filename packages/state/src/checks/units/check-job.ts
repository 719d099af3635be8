import { isExactList, isExactMap } from '../../exact-json/exact-json.js';
import { allSiblingsOf } from '../../siblings/family.js';
import { formatNames } from '../../templates/brace-format.js';
import { FunctionJob } from '../../units/function-job.js';
import type { JobDefinition } from '../../units/job-definition.js';
import { issuesOfUsing, issueText, type UnitIssue, type UnitIssueCode } from '../issue.js';
import { knownFields } from '../known-fields.js';
import { nearestName } from '../nearest-name.js';
import { checkChoices, oneOf } from './check-choices.js';
import { isWellQuoted } from './shell-quoting.js';

/** Fields in which all jobs of one template must agree. */
const SHARED_BY_TEMPLATE = [
  'plugin',
  'user',
  'shell',
  'flags',
  'imports',
  'category_id',
  'certification-status',
  'auto-retry',
  'estimated_duration',
] as const;

const JOB_FIELDS = knownFields('job') ?? [];

/** The flags that mean something, to a session or to what runs the jobs. */
const FLAGS = [
  'simple',
  'also-after-suspend',
  'also-after-suspend-manual',
  'fail-on-resource',
  'noreturn',
  'autorestart',
  'cachable',
  'reset-locale',
  'preserve-locale',
  'preserve-cwd',
  'has-leftovers',
  'suppress-output',
  'use-chunked-io',
  'explicit-fail',
  'win32',
] as const;

/** Whether a job can do what it is for. */
export function checkJob(job: JobDefinition): readonly UnitIssue[] {
  const own = checkOwn(job);
  return [...own, ...checkSiblings(job, own)];
}

/** The same, but for its siblings. */
function checkOwn(job: JobDefinition): readonly UnitIssue[] {
  return [
    ...checkId(job),
    ...checkChoices(job, JOB_FIELDS),
    ...checkPlugin(job),
    ...checkCommand(job),
    ...checkInstructions(job),
    ...checkUser(job),
    ...checkDuration(job),
    ...checkFlags(job),
    ...checkRequires(job),
    ...checkShared(job),
  ];
}

function checkId(job: JobDefinition): readonly UnitIssue[] {
  const field = job.text('id') === undefined && job.text('name') !== undefined ? 'name' : 'id';
  if (job.partialId === '') {
    return [error('MISSING_ID', 'id', 'the job has no id', 'add one that no other job has')];
  }
  if (job.partialId.includes('::')) {
    const hint = 'leave the namespace out; it comes from the provider';
    return [error('BAD_ID', field, "an id has no '::'", hint)];
  }
  if (job.parameters === undefined || isParametrised(job, field)) return [];
  const hint = 'use a {name} of the record in it';
  return [error('NOT_PARAMETRISED', field, 'all jobs of this template have one id', hint)];
}

function checkPlugin(job: JobDefinition): readonly UnitIssue[] {
  if (job.plugin !== undefined) return [];
  const hint = "most jobs run a command: use 'shell'";
  return [error('MISSING_FIELD', 'plugin', 'the job has no plugin', hint)];
}

function checkCommand(job: JobDefinition): readonly UnitIssue[] {
  const { command, plugin } = job;
  if (command === undefined || command === '') {
    if (plugin === undefined || plugin === 'manual' || job instanceof FunctionJob) return [];
    const message = `a job of plugin '${plugin}' needs a command`;
    return [error('MISSING_FIELD', 'command', message, "add one, or use the plugin 'manual'")];
  }
  if (isWellQuoted(command)) return [];
  const message = 'a quote in the command has no end, or a \\ nothing to escape';
  return [error('BAD_VALUE', 'command', message, 'close the quote')];
}

/** A manual job is nothing but what it asks a person to do. */
function checkInstructions(job: JobDefinition): readonly UnitIssue[] {
  if (job.plugin !== 'manual' || job.flags.has('simple')) return [];
  const fields = ['description', 'purpose', 'steps', 'verification'].filter((field) =>
    job.text(field),
  );
  if (fields.length === 0) {
    const message = 'a manual job has to say what to do';
    const hint = 'add a description, or purpose, steps and verification';
    return [error('MISSING_FIELD', 'description', message, hint)];
  }
  if (job.parameters === undefined || fields.some((field) => isParametrised(job, field))) return [];
  const hint = 'use a {name} of the record in it';
  return [error('NOT_PARAMETRISED', fields[0], 'all jobs of this template ask for the same', hint)];
}

function checkUser(job: JobDefinition): readonly UnitIssue[] {
  if (job.user === undefined || job.user === 'root') return [];
  const message = `a job can't run as '${job.user}'`;
  const hint = "use 'root', or take the field away to run as who started the session";
  return [error('BAD_VALUE', 'user', message, hint)];
}

function checkDuration(job: JobDefinition): readonly UnitIssue[] {
  const field = 'estimated_duration';
  if (job.value(field) === undefined) return [];
  const duration = job.estimatedDuration;
  if (duration !== undefined && duration > 0 && Number.isFinite(duration)) return [];
  const message = 'this is no duration of more than 0 seconds';
  return [error('BAD_DURATION', field, message, 'write 90, 90.5, 90s, 1m 30s or 1h')];
}

function checkFlags(job: JobDefinition): readonly UnitIssue[] {
  const known: readonly string[] = FLAGS;
  return [...job.flags]
    .filter((flag) => !known.includes(flag) && !flag.includes('{'))
    .map((flag) => ({
      severity: 'warning',
      code: 'UNKNOWN_FLAG',
      field: 'flags',
      message: `there is no flag '${flag}'`,
      hint: oneOf(flag, known),
    }));
}

/** A program can't be read without the imports. */
function checkRequires(job: JobDefinition): readonly UnitIssue[] {
  const imports = issuesOfUsing('imports', 'BAD_IMPORTS', () => job.imports);
  if (imports.length > 0) return imports;
  return issuesOfUsing('requires', 'BAD_EXPRESSION', () => job.resourceProgram);
}

function checkSiblings(job: JobDefinition, own: readonly UnitIssue[]): readonly UnitIssue[] {
  let siblings: readonly JobDefinition[] = [];
  const broken = issuesOfUsing('siblings', 'BAD_SIBLINGS', () => {
    siblings = allSiblingsOf(job);
  });
  if (broken.length > 0) return broken;
  const known = JOB_FIELDS.map(({ name }) => name);
  const names = new Set(known.flatMap((name) => [name, `_${name}`]));
  const unknown = job.siblings
    .flatMap((sibling) => [...sibling.keys()].filter((name) => !names.has(name)))
    .map((name) => {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? 'take it away' : `did you mean '${nearest}'?`;
      return error('BAD_SIBLINGS', 'siblings', `a sibling has no field '${name}'`, hint);
    });
  // Those of a generated job are judged where they are made.
  return job.parameters === undefined ? [...unknown, ...valueIssuesOf(siblings, own)] : unknown;
}

/** What is wrong with the values of siblings, and isn't told of their job already. */
function valueIssuesOf(
  siblings: readonly JobDefinition[],
  own: readonly UnitIssue[],
): readonly UnitIssue[] {
  const told = new Set(own.map(issueText));
  return siblings.flatMap((sibling) =>
    checkOwn(sibling)
      .filter((issue) => issue.severity === 'error' && !told.has(issueText(issue)))
      .map(({ code, field, message, hint }) => ({
        // The job itself works without it.
        severity: 'warning' as const,
        code,
        field: 'siblings',
        message: `of the sibling '${sibling.partialId}', ${field}: ${message}`,
        hint,
      })),
  );
}

function checkShared(job: JobDefinition): readonly UnitIssue[] {
  if (job.parameters === undefined) return [];
  const message = 'the field is the same for all jobs of a template';
  return SHARED_BY_TEMPLATE.filter((field) => isParametrised(job, field)).map((field) =>
    error('PARAMETRISED', field, message, 'take the {name} out'),
  );
}

function isParametrised(job: JobDefinition, field: string): boolean {
  const value = job.fields.get(`_${field}`) ?? job.fields.get(field);
  if (isExactMap(value)) return false;
  const texts = isExactList(value) ? value : [value];
  return texts.some((text) => typeof text === 'string' && formatNames(text).length > 0);
}

function error(
  code: UnitIssueCode,
  field: string | undefined,
  message: string,
  hint: string,
): UnitIssue {
  return { severity: 'error', code, field, message, hint };
}
