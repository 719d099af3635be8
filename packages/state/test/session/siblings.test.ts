import { describe, expect, test } from 'vitest';
import {
  checkRelations,
  checkUnit,
  type FieldsInput,
  JobDefinition,
  SESSION_FLAGS,
  SessionState,
} from '../../src/index.js';
import { ids, job, printed, resourceJob, template } from '../sessions.js';

const AUTO = 'com.canonical.certification::suspend/suspend_advanced_auto';
const MANUAL = 'com.canonical.certification::suspend/suspend_advanced';

/** The jobs that come of adding one, by id. */
function family(added: JobDefinition): Map<string, JobDefinition> {
  const state = new SessionState();
  state.addUnit(added);
  return new Map([...state.jobs].map(([id, jobState]) => [id, jobState.job]));
}

describe('siblings', () => {
  test('are variants that inherit what they do not override', () => {
    const siblings = '[{"id": "b", "command": "other"}]';
    const jobs = family(job('a', { siblings, summary: 'A', _description: 'D' }, 'ns'));
    expect([...jobs.keys()]).toEqual(['ns::a', 'ns::b']);
    expect(jobs.get('ns::b')).toMatchObject({ summary: 'A', description: 'D', command: 'other' });
    expect(jobs.get('ns::b')?.fields.has('siblings')).toBe(false);
  });

  test('of siblings are added too, depth first', () => {
    const siblings = [{ id: 'b', flags: ['also-after-suspend'] }];
    const jobs = family(job('a', { siblings, flags: ['also-after-suspend'] }));
    expect([...jobs.keys()]).toEqual(['a', 'b', 'after-suspend-b', 'after-suspend-a']);
  });

  test('are added again for a job that is there already, as happens when a session is resumed', () => {
    const added = job('a', { siblings: [{ id: 'b' }] });
    const state = new SessionState([added]);
    expect([...state.jobs.keys()]).toEqual(['a']);
    state.addUnit(added);
    state.addUnit(added);
    expect([...state.jobs.keys()]).toEqual(['a', 'b']);
  });

  test('that cannot be read are refused with their job', () => {
    const state = new SessionState();
    const refused = expect.objectContaining({ code: 'BAD_FIELD', field: 'siblings' });
    expect(() => state.addUnit(job('a', { siblings: '[{' }))).toThrow(refused);
    expect(state.jobs.size).toBe(0);
  });

  test('that ask for more of themselves without end are refused with their job', () => {
    const state = new SessionState();
    const refused = expect.objectContaining({ code: 'BAD_FIELD', field: 'siblings' });
    // A value that names itself is expanded anew in each sibling.
    const parameters = { flags: '{flags} also-after-suspend' };
    const endless = new JobDefinition({ id: 'a', flags: '{flags}' }, { parameters });
    expect(() => state.addUnit(endless)).toThrow(refused);
    expect(state.jobs.size).toBe(0);
  });

  /** Siblings of siblings, as deep as asked for. */
  function nested(depth: number): FieldsInput {
    return depth === 0 ? {} : { siblings: [{ id: `s${depth}`, ...nested(depth - 1) }] };
  }

  /** Each sibling asks for several more, by values that name each other. */
  function branching(branches: number, generations: number): JobDefinition {
    const parameters = Object.fromEntries(
      Array.from({ length: generations }, (_, n) => {
        const more = n + 1 < generations ? { siblings: `{s${n + 1}}` } : {};
        const ids = Array.from({ length: branches }, (_, at) => `s${n}-${at}`);
        return [`s${n}`, JSON.stringify(ids.map((id) => ({ id, ...more })))];
      }),
    );
    const fields = { id: 'a', plugin: 'shell', command: 'true', siblings: '{s0}' };
    return new JobDefinition(fields, { parameters });
  }

  test.each([
    ['nested deeper than eight', job('a', nested(9)), 'deep'],
    ['that become ever more', branching(7, 6), 'more than 1000 siblings'],
    [
      'more than a thousand',
      job('a', { siblings: Array.from({ length: 1001 }, (_, n) => ({ id: `s${n}` })) }),
      'more than 1000 siblings',
    ],
    [
      'of too much text',
      job('a', { siblings: JSON.stringify([{ id: 'b', purpose: 'x'.repeat(2 ** 20) }]) }),
      'characters',
    ],
  ])('%s are refused before they are made, and the check says so', (_what, refused, reason) => {
    const state = new SessionState();
    const error = expect.objectContaining({
      code: 'BAD_FIELD',
      field: 'siblings',
      message: expect.stringContaining(reason),
    });
    const start = performance.now();
    expect(() => state.addUnit(refused)).toThrow(error);
    expect(state.jobs.size).toBe(0);
    expect(checkUnit(refused)).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        code: 'BAD_SIBLINGS',
        field: 'siblings',
        error,
      }),
    );
    checkRelations([refused]);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('eight deep are fine, and so are a thousand', () => {
    const deep = job('a', nested(8));
    const many = job('b', {
      siblings: Array.from({ length: 1000 }, (_, n) => ({ id: `t${n}`, summary: 'T' })),
    });
    const state = new SessionState();
    for (const unit of [deep, many]) {
      expect(checkUnit(unit).filter(({ severity }) => severity === 'error')).toEqual([]);
      state.addUnit(unit);
    }
    expect(state.jobs.size).toBe(9 + 1001);
  });

  test('that one record makes ever more of are a problem of it, and cost no time', () => {
    const names = [2, 3, 4, 5, 6, 7].map((n) => `{s${n}}`).join('');
    const state = new SessionState([
      resourceJob('list'),
      template('list', { siblings: '{s1}', purpose: names }),
    ]);
    const lines = Array.from({ length: 7 }, (_, n) => {
      const more = n < 6 ? { siblings: `{s${n + 2}}` } : {};
      return `s${n + 1}: ${JSON.stringify(Array.from({ length: 6 }, (_, at) => ({ id: `x${n}${at}`, ...more })))}`;
    });
    const output = ['name: a', ...lines].join('\n');
    const start = performance.now();
    const problems = state.updateJobResult('list', printed(output));
    expect(problems).toMatchObject([{ code: 'TEMPLATE_NOT_INSTANTIATED', index: 1 }]);
    expect(performance.now() - start).toBeLessThan(2000);
    expect([...state.jobs.keys()]).toEqual(['list']);
  });

  test('of an unending template are a problem of that resource result, and the session goes on', () => {
    const state = new SessionState([resourceJob('list'), template('list', { flags: '{flags}' })]);
    state.updateMetadata({ flags: new Set([SESSION_FLAGS.strictTemplateExpansion]) });
    const endless = ['name: a', 'flags: {flags} also-after-suspend'];
    const problems = state.updateJobResult('list', printed(...endless, '', 'name: b', 'flags: x'));
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'BAD_FIELD', field: 'siblings' }),
    );
    expect([...state.jobs.keys()]).toEqual(['list', 'check/b']);
  });
});

describe('the flag also-after-suspend', () => {
  test('asks for a second run of the job behind its first and the suspend job', () => {
    const jobs = family(
      job('cam', { flags: 'also-after-suspend simple', depends: 'detect', after: 'x', group: 'g' }),
    );
    const second = jobs.get('after-suspend-cam');
    expect(second).toMatchObject({
      summary: 'cam after suspend (S3)',
      depends: ['detect', 'cam', AUTO],
      after: ['x'],
      group: 'after-suspend-g',
    });
    expect([...(second?.flags ?? [])]).toEqual(['simple']);
  });

  test('keeps the way in which fields are written, as it counts for the checksum', () => {
    const text = family(job('a', { flags: 'also-after-suspend simple', depends: 'b' }));
    expect(text.get('after-suspend-a')?.fields.get('flags')).toBe(' simple');
    expect(text.get('after-suspend-a')?.fields.get('depends')).toBe(`b a ${AUTO}`);
    const lists = family(job('a', { flags: ['also-after-suspend', 'x'], depends: ['b'] }));
    expect(lists.get('after-suspend-a')?.fields.get('flags')).toEqual(['x']);
    expect(lists.get('after-suspend-a')?.fields.get('depends')).toEqual(['b', 'a', AUTO]);
    const none = family(job('a', { flags: 'also-after-suspend', depends: '' }));
    expect(none.get('after-suspend-a')?.fields.get('depends')).toEqual(['a', AUTO]);
  });

  test('gives the siblings that plainbox gives: its checksums of golden case siblings', () => {
    const fields = { flags: 'also-after-suspend simple', depends: 'cam/detect', command: 'x' };
    const second = family(job('cam/photo', fields)).get('after-suspend-cam/photo');
    expect(second?.checksum).toBe(
      'a45c79628687c2a9a7813eff719ca261e3520c9da1135360b066445e626d0cf3',
    );
  });

  test('and its manual twin are taken away as whole words, where plainbox leaves -manual behind', () => {
    const jobs = family(job('a', { flags: 'also-after-suspend-manual,x also-after-suspend' }));
    expect([...jobs.keys()]).toEqual(['a', 'after-suspend-a', 'after-suspend-manual-a']);
    expect([...(jobs.get('after-suspend-manual-a')?.flags ?? [])]).toEqual(['x']);
    expect(jobs.get('after-suspend-manual-a')?.depends).toEqual(['a', MANUAL]);
    const other = family(job('a', { flags: 'not-also-after-suspend' }));
    expect([...other.keys()]).toEqual(['a']);
  });

  test.each(['\u001c', '\u0085'])(
    'is a word also between white space that only Python knows: %j',
    (space) => {
      const jobs = family(job('a', { flags: `x${space}also-after-suspend` }));
      expect([...jobs.keys()]).toEqual(['a', 'after-suspend-a']);
      expect([...(jobs.get('after-suspend-a')?.flags ?? [])]).toEqual(['x']);
    },
  );
});

describe('a job with siblings behind a suspend', () => {
  /** The run list of the job and of the suspend jobs, which nothing else would put in order. */
  function order(added: JobDefinition): string[] {
    const state = new SessionState([job(AUTO), job(MANUAL)]);
    state.addUnit(added);
    state.updateDesiredJobs([AUTO, MANUAL, added.id]);
    return ids(state.runList);
  }

  test('runs before the machine sleeps, without a change of its definition', () => {
    const added = job('a', { flags: 'also-after-suspend' });
    const { checksum } = added;
    expect(order(added)).toEqual(['a', AUTO, MANUAL]);
    expect(added.checksum).toBe(checksum);
    expect(added.before).toEqual([]);
  });

  test('runs before both ways of sleeping if it has siblings behind both', () => {
    expect(order(job('a', { flags: 'also-after-suspend also-after-suspend-manual' }))).toEqual([
      'a',
      AUTO,
      MANUAL,
    ]);
    expect(order(job('a', { flags: 'also-after-suspend-manual' }))).toEqual([AUTO, 'a', MANUAL]);
  });

  test('also if the siblings are written out, by depends or by after', () => {
    expect(order(job('a', { siblings: [{ id: 'b', depends: `a ${AUTO}` }] }))[0]).toBe('a');
    expect(order(job('a', { siblings: [{ id: 'b', after: [AUTO] }] }))[0]).toBe('a');
    expect(order(job('a', { siblings: [{ id: 'b', depends: 'a', after: AUTO }] }))[0]).toBe(AUTO);
  });

  test('keeps the jobs that it stands before anyway', () => {
    const state = new SessionState([job('later'), job(AUTO)]);
    state.addUnit(job('a', { flags: 'also-after-suspend', before: 'later' }));
    state.updateDesiredJobs(['later', AUTO, 'a']);
    expect(ids(state.runList)).toEqual(['a', 'later', AUTO]);
  });

  test('runs behind the suspend if it asks for that itself', () => {
    const added = job('a', { flags: 'also-after-suspend', depends: AUTO });
    expect(order(added)).toEqual([AUTO, MANUAL, 'a']);
  });

  test('commas count as separators there too, where plainbox looks for white space alone', () => {
    const added = job('a', { siblings: [{ id: 'b', depends: `a,${AUTO}` }] });
    expect(order(added)[0]).toBe('a');
  });
});
