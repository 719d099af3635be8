import { describe, expect, test } from 'vitest';
import {
  checkRelations,
  checkUnit,
  type FieldsInput,
  SessionState,
  SetupJob,
} from '../../src/index.js';
import { ids, job, printed, resourceJob, template } from '../sessions.js';

const FIELDS = ['requires', 'depends', 'after', 'before', 'salvages'] as const;
const VALUES: readonly unknown[] = [7, true, { a: 1 }, [7], [{ a: 1 }], [null]];

describe('a field of a job that is neither text nor a list of texts', () => {
  const cases = FIELDS.flatMap((field) => VALUES.map((value) => [field, value] as const));

  test.each(cases)(
    'keeps the job from running rather than mean nothing: %s of %j',
    (field, value) => {
      const bad = job('bad', { [field]: value } as FieldsInput);
      const state = new SessionState([bad, job('7'), job('good')]);
      const problems = state.updateDesiredJobs(['bad', '7', 'good']);
      expect(problems).toMatchObject([{ code: 'BAD_REQUIRES', affectedJobId: 'bad', field }]);
      expect(problems[0]?.cause).toMatchObject({ code: 'BAD_FIELD', field });
      expect(ids(state.runList)).toEqual(['7', 'good']);
      // The check of the definition finds the same, and once.
      const found = [...checkUnit(bad), ...checkRelations([bad, job('7')]).issues];
      expect(found).toMatchObject([{ severity: 'error', code: 'BAD_TYPE', field }]);
    },
  );

  test.each(cases)('is no harm to the job that it is a sibling of: %s of %j', (field, value) => {
    const asking = job('a', { siblings: [{ id: 's', [field]: value }] } as FieldsInput);
    const state = new SessionState();
    state.addUnit(asking);
    const problems = state.updateDesiredJobs(['a', 's']);
    expect(problems).toMatchObject([{ affectedJobId: 's', field }]);
    expect(ids(state.runList)).toEqual(['a']);
    checkRelations([asking]);
  });

  test.each([7, true, { camera: true }, [7], [['camera']]])(
    'may be what the manifest has to say: %j',
    (requires_manifest) => {
      const bad = new SetupJob({ id: 'bad', unit: 'setup_job', requires_manifest });
      const state = new SessionState([bad]);
      const field = 'requires_manifest';
      expect(state.updateDesiredJobs(['bad'])).toMatchObject([{ affectedJobId: 'bad', field }]);
    },
  );
});

test.each([7, { kind: 'ssd' }, [true]])(
  'a filter of %j takes no record, rather than all',
  (filter) => {
    const state = new SessionState([
      resourceJob('r'),
      template('r', { 'template-filter': filter }),
    ]);
    const problems = state.updateJobResult('r', printed('name: a'));
    expect(problems).toMatchObject([{ code: 'TEMPLATE_NOT_INSTANTIATED' }]);
    expect(ids([...state.jobs.values()].map((each) => each.job))).toEqual(['r']);
  },
);
