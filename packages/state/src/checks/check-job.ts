import { isExactList, isExactMap } from '../exact-json/exact-json.js';
import { formatNames } from '../templates/brace-format.js';
import type { JobDefinition } from '../units/job-definition.js';
import { issuesOfUsing, type UnitIssue, type UnitIssueCode } from './issue.js';
import { knownFields } from './known-fields.js';
import { nearestName } from './nearest-name.js';
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

const CHOICES = ['plugin', 'shell', 'certification-status', 'auto-retry'] as const;

const JOB_FIELDS = knownFields('job') ?? [];

/** Whether a job can do what it is for. */
export function checkJob(job: JobDefinition): readonly UnitIssue[] {
  return [
    ...checkId(job),
    ...CHOICES.flatMap((field) => checkChoice(job, field)),
    ...checkPlugin(job),
    ...checkCommand(job),
    ...checkInstructions(job),
    ...checkUser(job),
    ...checkDuration(job),
    ...checkSiblings(job),
    ...checkRequires(job),
    ...checkShared(job),
  ];
}

function checkId(job: JobDefinition): readonly UnitIssue[] {
  const field = job.text('id') === undefined && job.text('name') !== undefined ? 'name' : 'id';
  if (job.partialId === '') return [error('MISSING_FIELD', 'id', 'a job needs an id; add one')];
  if (job.partialId.includes('::')) {
    return [error('BAD_FIELD', field, "an id has no '::'; the namespace comes from the provider")];
  }
  if (job.parameters === undefined || isParametrised(job, field)) return [];
  return [
    error(
      'NOT_PARAMETRISED',
      field,
      'all jobs of this template have one id; use a {name} of the record in it',
    ),
  ];
}

function checkChoice(job: JobDefinition, field: (typeof CHOICES)[number]): readonly UnitIssue[] {
  const value = job.text(field);
  const { values = [] } = JOB_FIELDS.find(({ name }) => name === field) ?? {};
  if (value === undefined || values.includes(value)) return [];
  const nearest = nearestName(value, values);
  const advice =
    nearest === undefined ? `use one of: ${values.join(', ')}` : `did you mean '${nearest}'?`;
  return [error('BAD_FIELD', field, `there is no ${field} '${value}'; ${advice}`)];
}

function checkPlugin(job: JobDefinition): readonly UnitIssue[] {
  if (job.plugin !== undefined) return [];
  return [
    error('MISSING_FIELD', 'plugin', "a job needs a plugin; most run a command: use 'shell'"),
  ];
}

function checkCommand(job: JobDefinition): readonly UnitIssue[] {
  const { command, plugin } = job;
  if (command === undefined || command === '') {
    if (plugin === undefined || plugin === 'manual') return [];
    return [
      error('MISSING_FIELD', 'command', `a job of plugin '${plugin}' needs a command; add one`),
    ];
  }
  if (isWellQuoted(command)) return [];
  return [
    error('BAD_FIELD', 'command', 'a quote in the command has no end, or a \\ nothing to escape'),
  ];
}

/** A manual job is nothing but what it asks a person to do. */
function checkInstructions(job: JobDefinition): readonly UnitIssue[] {
  if (job.plugin !== 'manual' || job.flags.has('simple')) return [];
  const fields = ['description', 'purpose', 'steps', 'verification'].filter((field) =>
    job.text(field),
  );
  if (fields.length === 0) {
    return [
      error(
        'MISSING_FIELD',
        'description',
        'a manual job needs a description, or purpose, steps and verification',
      ),
    ];
  }
  if (job.parameters === undefined || fields.some((field) => isParametrised(job, field))) return [];
  return [
    error(
      'NOT_PARAMETRISED',
      fields[0],
      'all jobs of this template ask for the same; use a {name} of the record',
    ),
  ];
}

function checkUser(job: JobDefinition): readonly UnitIssue[] {
  if (job.user === undefined || job.user === 'root') return [];
  return [
    error(
      'BAD_FIELD',
      'user',
      `a job runs as root or as who started the session, not as '${job.user}'`,
    ),
  ];
}

function checkDuration(job: JobDefinition): readonly UnitIssue[] {
  if (job.value('estimated_duration') === undefined) return [];
  const duration = job.estimatedDuration;
  if (duration !== undefined && duration > 0) return [];
  const field = 'estimated_duration';
  return [
    error('BAD_FIELD', field, 'a duration is more than 0 seconds; write 90, 90.5, 90s or 1m 30s'),
  ];
}

/** A program can't be read without the imports. */
function checkRequires(job: JobDefinition): readonly UnitIssue[] {
  const imports = issuesOfUsing('imports', () => job.imports);
  return imports.length > 0 ? imports : issuesOfUsing('requires', () => job.resourceProgram);
}

function checkSiblings(job: JobDefinition): readonly UnitIssue[] {
  const broken = issuesOfUsing('siblings', () => job.siblings);
  if (broken.length > 0) return broken;
  const names = new Set(JOB_FIELDS.flatMap(({ name }) => [name, `_${name}`]));
  return job.siblings
    .flatMap((sibling) => [...sibling.keys()].filter((name) => !names.has(name)))
    .map((name) =>
      error('BAD_FIELD', 'siblings', `there is no field '${name}' for a sibling to have`),
    );
}

function checkShared(job: JobDefinition): readonly UnitIssue[] {
  if (job.parameters === undefined) return [];
  return SHARED_BY_TEMPLATE.filter((field) => isParametrised(job, field)).map((field) =>
    error(
      'PARAMETRISED',
      field,
      'this field is the same for all jobs of a template; take the {name} out',
    ),
  );
}

function isParametrised(job: JobDefinition, field: string): boolean {
  const value = job.fields.get(`_${field}`) ?? job.fields.get(field);
  if (isExactMap(value)) return false;
  const texts = isExactList(value) ? value : [value];
  return texts.some((text) => typeof text === 'string' && formatNames(text).length > 0);
}

function error(code: UnitIssueCode, field: string | undefined, message: string): UnitIssue {
  return { severity: 'error', code, field, message };
}
