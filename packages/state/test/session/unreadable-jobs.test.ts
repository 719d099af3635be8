import { describe, expect, test } from 'vitest';
import {
  estimatedDuration,
  type FieldsInput,
  InvalidJob,
  JobDefinition,
  SESSION_FLAGS,
  SessionState,
  SetupJob,
  StateError,
} from '../../src/index.js';
import { ids, job, printed, reasons, resourceJob, result, template } from '../sessions.js';

/** A generated job whose record had no value for anything. */
function withoutValues(fields: FieldsInput): JobDefinition {
  return new JobDefinition({ id: 'bad', plugin: 'shell', ...fields }, { parameters: {} });
}

describe('a desired job that cannot be read', () => {
  const unreadable: readonly (readonly [field: string, fields: FieldsInput])[] = [
    ['depends', { depends: '{x}' }],
    ['after', { after: '{x}' }],
    ['before', { before: '{x}' }],
    ['salvages', { salvages: 'good {x}' }],
    ['requires', { requires: "{x}.a == 'b'" }],
    ['imports', { requires: "a.b == 'c'", imports: 'from {x}' }],
    ['imports', { requires: "a.b == 'c'", imports: 'from nowhere' }],
    ['group', { group: '{x}' }],
    ['plugin', { plugin: '{x}' }],
    ['flags', { flags: '{x}' }],
    ['estimated_duration', { estimated_duration: '{x}' }],
    ['command', { command: '{' }],
  ];

  test.each(unreadable)('by its %s is a problem of its own, %j', (field, fields) => {
    const bad = withoutValues(fields);
    const needs = job('needs', { depends: 'bad' });
    const state = new SessionState([job('good'), bad, needs, job('c', { depends: 'good' })]);
    // The second time the lists stay as they are, and so must the readiness.
    for (const _ of ['first', 'second']) {
      const problems = state.updateDesiredJobs(['bad', 'c', 'needs', 'good']);
      expect(problems.map(({ code, affectedJobId }) => [code, affectedJobId])).toEqual([
        ['BAD_REQUIRES', 'bad'],
        ['MISSING_DEPENDENCY', 'needs'],
      ]);
      expect(problems[0]).toMatchObject({ field, cause: expect.any(StateError) });
      expect(problems[0]?.message).toContain(`field ${field} of job "bad"`);
      expect(ids(state.runList)).toEqual(['good', 'c']);
      expect(reasons(state, 'bad')).toEqual([['UNDESIRED', undefined]]);
      expect(reasons(state, 'good')).toEqual([]);
      expect(reasons(state, 'c')).toEqual([['PENDING_DEP', 'good']]);
    }
    state.updateJobResult('good', result('pass'));
    expect(reasons(state, 'c')).toEqual([]);
    expect(estimatedDuration(state)).toEqual({ automated: undefined, manual: 0 });
  });

  test('by what the manifest has to say is a problem as well', () => {
    const fields = { id: 'bad', unit: 'setup_job', requires_manifest: ['{x}'] };
    const state = new SessionState([new SetupJob(fields, { parameters: {} }), job('good')]);
    const problems = state.updateDesiredJobs(['bad', 'good']);
    expect(problems).toMatchObject([{ affectedJobId: 'bad', field: 'requires_manifest' }]);
    expect(ids(state.runList)).toEqual(['good']);
  });

  test('is a problem also where others need it, after it was added', () => {
    const state = new SessionState([job('a', { depends: 'bad' }), job('b')]);
    state.addUnit(withoutValues({ salvages: '{x}' }));
    const problems = state.updateDesiredJobs(['a', 'b']);
    expect(problems.map(({ affectedJobId }) => affectedJobId)).toEqual(['bad', 'a']);
    expect(ids(state.runList)).toEqual(['b']);
  });

  test('because its template made it so is on the run list where it is to fail in sight', () => {
    const broken = { group: 'g{name:d}', before: '{name:d}', command: '{name:d}' };
    const state = new SessionState([resourceJob('r'), template('r', broken), job('good')]);
    state.updateMetadata({ flags: [SESSION_FLAGS.strictTemplateExpansion] });
    state.updateJobResult('r', printed('name: a'));
    expect(state.jobs.get('check/a')?.job).toBeInstanceOf(InvalidJob);
    expect(state.updateDesiredJobs(['check/a', 'good'])).toEqual([]);
    expect(ids(state.runList)).toEqual(['check/a', 'good']);
  });
});
