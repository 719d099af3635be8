import { describe, expect, test } from 'vitest';
import {
  type FieldsInput,
  GeneratedUnitError,
  InvalidJob,
  type RunListProblem,
  SESSION_FLAGS,
  SessionState,
  type SessionStateOptions,
  type StateError,
  type UnitIssue,
} from '../../src/index.js';
import { ids, job, printed, resourceJob, template } from '../sessions.js';

const AUTO = 'com.canonical.certification::suspend/suspend_advanced_auto';

interface Generated {
  readonly state: SessionState;
  readonly problems: readonly StateError[];
  /** The list of all jobs. */
  readonly listed: readonly RunListProblem[];
}

/** A session whose template has made a job, whose siblings are given by their JSON; `{v}` is text with a brace in it. */
function generate(
  fields: FieldsInput,
  { strict = false, ...options }: SessionStateOptions & { readonly strict?: boolean } = {},
): Generated {
  const units = [resourceJob('r'), template('r', fields), job('fine')];
  const state = new SessionState(units, options);
  if (strict) state.updateMetadata({ flags: [SESSION_FLAGS.strictTemplateExpansion] });
  const problems = state.updateJobResult('r', printed('name: a', 'v: {q}'));
  return { state, problems, listed: state.updateDesiredJobs([...state.jobs.keys()]) };
}

/** A sibling as a template has it: its braces doubled, but for those around names. */
function sibling(fields: string): FieldsInput {
  return { siblings: `[{{"id": "s-{name}", ${fields}}}]` };
}

describe('siblings of a generated job', () => {
  test('come with it when nothing is wrong with them', () => {
    const fields = sibling('"command": "other", "flags": "also-after-suspend"');
    const { state, problems } = generate({ ...fields, flags: 'also-after-suspend' });
    expect(problems).toEqual([]);
    expect([...state.jobs.keys()]).toEqual([
      'r',
      'fine',
      'check/a',
      's-a',
      'after-suspend-s-a',
      'after-suspend-check/a',
    ]);
  });

  test.each([
    ['a value with braces as its group', '"group": "about {v}"', 'MISSING_PARAMETER'],
    ['a value with braces as what it goes before', '"before": "{v}"', 'MISSING_PARAMETER'],
    ['a value with braces as what it salvages', '"salvages": "{v}"', 'MISSING_PARAMETER'],
    ['a value with braces in its command', '"command": "echo {v}"', 'MISSING_PARAMETER'],
    ['a value with braces in its summary', '"summary": "{v}"', 'MISSING_PARAMETER'],
    ['a value with braces as its duration', '"estimated_duration": "{v}"', 'MISSING_PARAMETER'],
    ['a value with braces in its id', '"id": "{v}"', 'MISSING_PARAMETER'],
    ['an unknown plugin', '"plugin": "bogus"', 'BAD_VALUE'],
    ['a bad program', '"requires": "not a"', 'BAD_EXPRESSION'],
    ['a namespace in its id', '"id": "x::s"', 'BAD_ID'],
    ['a duration below nothing', '"estimated_duration": "-5"', 'BAD_DURATION'],
  ])('that have %s are left out, and nothing else is', (_what, fields, code) => {
    const { state, problems, listed } = generate(sibling(fields));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toBeInstanceOf(GeneratedUnitError);
    expect(problems[0]).toMatchObject({
      code: 'TEMPLATE_NOT_INSTANTIATED',
      index: 1,
      issues: [{ code }],
      message: expect.stringContaining('sibling "'),
    });
    expect(listed).toEqual([]);
    expect(ids(state.runList)).toEqual(['r', 'fine', 'check/a']);
  });

  test('that are left out bring no siblings of their own, and put the job before no suspend', () => {
    const flags = '"command": "{v}", "flags": "also-after-suspend"';
    const { state } = generate({ ...sibling(`${flags}, "depends": "${AUTO}"`) });
    expect([...state.jobs.keys()]).toEqual(['r', 'fine', 'check/a']);
    state.addUnit(job(AUTO));
    state.updateDesiredJobs([AUTO, 'check/a']);
    expect(ids(state.runList)).toEqual([AUTO, 'check/a']);
  });

  test('that a flag asks for are left out for the same reasons', () => {
    const { state, problems } = generate({ summary: 'of {v}', flags: 'also-after-suspend' });
    expect(problems).toMatchObject([{ code: 'TEMPLATE_NOT_INSTANTIATED', index: 1 }]);
    expect(state.jobs.get('check/a')?.job.summary).toBe('of {q}');
    expect(state.jobs.has('after-suspend-check/a')).toBe(false);
  });

  test('stay as invalid jobs where the session is strict, to fail where they would have run', () => {
    const { state, problems, listed } = generate(sibling('"command": "{v}"'), { strict: true });
    expect(problems).toMatchObject([{ code: 'TEMPLATE_NOT_INSTANTIATED' }]);
    const made = state.jobs.get('s-a')?.job as InvalidJob;
    expect(made).toBeInstanceOf(InvalidJob);
    expect(made.errors).toMatchObject([{ code: 'MISSING_PARAMETER', field: 'command' }]);
    expect(listed).toEqual([]);
    expect(ids(state.runList)).toContain('s-a');
  });

  test('are judged by the check that the session was given', () => {
    const issue: UnitIssue = {
      severity: 'error',
      code: 'BAD_VALUE',
      field: 'summary',
      message: 'no',
    };
    const { state, problems } = generate(sibling('"summary": "S"'), {
      checkGenerated: (unit) => (unit.text('summary') === 'S' ? [issue] : []),
    });
    expect(problems).toMatchObject([{ issues: [issue] }]);
    expect([...state.jobs.keys()]).toEqual(['r', 'fine', 'check/a']);
  });

  test('are not judged where their records are not known', () => {
    const { state, problems } = generate(sibling('"command": "{v}", "plugin": "bogus"'), {
      fakeResources: true,
    });
    expect(problems).toEqual([]);
    expect(state.jobs.size).toBe(4);
  });
});
