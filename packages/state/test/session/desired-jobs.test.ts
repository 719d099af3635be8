import { describe, expect, test } from 'vitest';
import {
  BadRequirementError,
  DependencyUnknownError,
  type FieldsInput,
  type JobDefinition,
  ResourceProgramError,
  SessionState,
} from '../../src/index.js';
import { ids, job, reasons, resourceJob, result } from '../sessions.js';

/** The run list of all jobs, given as `id`, or as `id` with its fields. */
function orderOf(jobs: readonly JobDefinition[]): string[] {
  const state = new SessionState(jobs);
  const problems = state.updateDesiredJobs(jobs);
  return problems.length > 0 ? problems.map(({ name }) => name) : ids(state.runList);
}

function grouped(id: string, fields: FieldsInput = {}): JobDefinition {
  return job(id, { group: id.slice(0, 2), ...fields });
}

describe('the run list', () => {
  const orders: readonly (readonly [string, readonly JobDefinition[], string])[] = [
    [
      'a chain of depends in reverse',
      [job('C', { depends: 'B' }), job('B', { depends: 'A' }), job('A')],
      'A B C',
    ],
    [
      'a chain of before',
      [job('C'), job('B', { before: 'C' }), job('A', { before: 'B' })],
      'A B C',
    ],
    ['after and before', [job('C', { after: 'B' }), job('B'), job('A', { before: 'B' })], 'A B C'],
    [
      'what each needs, right before it',
      [job('B1', { depends: 'A1' }), job('A1'), job('B2', { depends: 'A2' }), job('A2')],
      'A1 B1 A2 B2',
    ],
    [
      'a resource before what requires it',
      [job('A', { requires: 'R.x' }), resourceJob('R')],
      'R A',
    ],
    [
      'dependencies across what could be groups',
      [
        job('T1_1', { depends: 'T2_2' }),
        job('T1_2'),
        job('T2_1', { depends: 'T1_2' }),
        job('T2_2'),
      ],
      'T2_2 T1_1 T1_2 T2_1',
    ],
    [
      'groups, each as one',
      [grouped('G1_1'), grouped('G2_1'), grouped('G1_2'), grouped('G2_2')],
      'G1_1 G1_2 G2_1 G2_2',
    ],
    ...(['depends', 'after'] as const).map(
      (field) =>
        [
          `groups in the order of their members' ${field}`,
          [
            grouped('G2_2', { [field]: 'G2_1' }),
            grouped('G2_1', { [field]: 'G1_2' }),
            grouped('G2_3'),
            grouped('G1_2', { [field]: 'G1_1' }),
            grouped('G1_1'),
            grouped('G1_3'),
          ],
          'G1_1 G1_2 G1_3 G2_1 G2_2 G2_3',
        ] as const,
    ),
    [
      "groups in the order of their members' before",
      [
        grouped('G2_2'),
        grouped('G2_1', { before: 'G2_2' }),
        grouped('G2_3'),
        grouped('G1_2', { before: 'G2_1' }),
        grouped('G1_1', { before: 'G1_2' }),
        grouped('G1_3'),
      ],
      'G1_1 G1_2 G1_3 G2_1 G2_2 G2_3',
    ],
    [
      'a job behind the whole group of the one that it needs',
      [job('a', { group: 'g' }), job('x'), job('b', { group: 'g' }), job('y', { after: 'a' })],
      'a b x y',
    ],
    [
      'a job before the whole group of the one that it precedes',
      [job('x', { before: 'a' }), job('a', { group: 'g' }), job('y'), job('b', { group: 'g' })],
      'x a b y',
    ],
    [
      'no order for groups that need each other',
      [
        grouped('G1_1', { depends: 'G2_2' }),
        grouped('G1_2'),
        grouped('G2_1', { depends: 'G1_2' }),
        grouped('G2_2'),
      ],
      'DependencyCycleError DependencyMissingError',
    ],
  ];

  test.each(orders)('has %s', (_what, jobs, order) => {
    const found = orderOf(jobs).join(' ');
    if (order.startsWith('Dependency')) expect(found).toMatch(/^DependencyCycleError/);
    else expect(found).toBe(order);
  });

  test('has dependencies by depends, requires and after, each as written, which plainbox leaves to chance', () => {
    const x = job('x', { after: 'f e', depends: 'b a', requires: 'd.x or c.x\nb.x' });
    const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => resourceJob(id));
    expect(orderOf([x, ...others])).toEqual(['b', 'a', 'd', 'c', 'f', 'e', 'x']);
  });

  test('has what a group needs by member and then as written, which plainbox leaves to chance (§8.2 PORT)', () => {
    const jobs = [
      job('first', { group: 'g', before: 'behind' }),
      job('second', { group: 'g' }),
      job('behind'),
      ...['o', 'n', 'p'].map((id) => job(id, { before: id === 'p' ? 'first' : 'second' })),
    ];
    // Neither pulls the others in, so that their order comes from the group alone.
    const state = new SessionState(jobs);
    state.updateDesiredJobs(['first', 'second', 'behind', 'n', 'o', 'p']);
    expect(ids(state.runList)).toEqual(['p', 'n', 'o', 'first', 'second', 'behind']);
  });

  test('may hold ids that no word list could', () => {
    const names = ['a,b', 'c#d', 'e=f', 'g h'];
    const group = names.map((id) => job(id, { group: 'g', depends: ['outside, too'] }));
    expect(orderOf([...group, job('outside, too')])).toEqual(['outside, too', ...names]);
  });
});

describe('desired jobs', () => {
  test('that are unknown are a problem each, and not on the list', () => {
    const state = new SessionState([job('a')]);
    const stranger = job('stranger');
    const problems = state.updateDesiredJobs(['nowhere', 'a', stranger]);
    expect(problems.map(({ affectedJobId }) => affectedJobId)).toEqual(['nowhere', 'stranger']);
    expect(problems[0]).toBeInstanceOf(DependencyUnknownError);
    expect(problems[0]?.affectedJob).toBeUndefined();
    expect(problems[1]?.affectedJob).toBe(stranger);
    expect(ids(state.desiredJobs)).toEqual(['a']);
  });

  test.each([undefined, null, 5, { id: 'A' }])(
    'are named by id or definition, not by %j',
    (name) => {
      const state = new SessionState([job('A')]);
      state.updateDesiredJobs(['A']);
      const refused = expect.objectContaining({ code: 'BAD_UNIT' });
      expect(() => state.updateDesiredJobs(['A', name as unknown as string])).toThrow(refused);
      expect(() => state.updateMandatoryJobs([name as unknown as string])).toThrow(refused);
      expect(ids(state.runList)).toEqual(['A']);
    },
  );

  test('that need an unknown one are left out with all that need them', () => {
    const state = new SessionState([job('A', { depends: 'B' }), job('B', { depends: 'C' })]);
    const problems = state.updateDesiredJobs(['A', 'B']);
    expect(problems).toMatchObject([
      { name: 'DependencyMissingError', affectedJobId: 'B', missingJobId: 'C' },
      { name: 'DependencyMissingError', affectedJobId: 'A', missingJobId: 'B' },
    ]);
    expect([state.desiredJobs, state.runList]).toEqual([[], []]);
  });

  test('in a cycle lose its first job, and with it those that need it', () => {
    const jobs = [
      job('A', { depends: 'B' }),
      job('B', { depends: 'A' }),
      job('C', { depends: 'A' }),
      job('D'),
    ];
    const state = new SessionState(jobs);
    const problems = state.updateDesiredJobs(['C', 'D']);
    expect(problems).toMatchObject([
      { name: 'DependencyCycleError', affectedJobId: 'A', jobList: [jobs[0], jobs[1], jobs[0]] },
      { name: 'DependencyMissingError', affectedJobId: 'C', missingJobId: 'A' },
    ]);
    expect(problems[0]?.affectingJob).toBe(jobs[0]);
    expect(ids(state.desiredJobs)).toEqual(['D']);
  });

  test('in a cycle of before lose its first job alone', () => {
    const state = new SessionState([job('A', { before: 'B' }), job('B', { before: 'A' })]);
    const problems = state.updateDesiredJobs(['A', 'B']);
    expect(problems).toMatchObject([{ name: 'DependencyCycleError', affectedJobId: 'A' }]);
    expect(ids(state.runList)).toEqual(['B']);
  });

  test('in a cycle of groups are shown as groups, the first member of the first one being affected', () => {
    const jobs = [
      job('a', { group: 'g', after: 'x' }),
      job('b', { group: 'g' }),
      job('x', { group: 'h' }),
      job('y', { group: 'h', after: 'b' }),
    ];
    const state = new SessionState(jobs);
    const [cycle] = state.updateDesiredJobs(['a', 'b', 'x', 'y']);
    // x is pulled in before a, so that its group comes first.
    expect(cycle).toMatchObject({
      affectedJobId: 'x',
      jobList: [
        { group: 'h', members: [jobs[2], jobs[3]] },
        { group: 'g', members: [jobs[0], jobs[1]] },
        { group: 'h', members: [jobs[2], jobs[3]] },
      ],
    });
  });

  test('with a program that cannot be read are a problem, where plainbox gives up on the whole list', () => {
    const state = new SessionState([
      job('bad', { requires: 'a.x ==' }),
      job('needs', { depends: 'bad' }),
      job('good'),
    ]);
    const problems = state.updateDesiredJobs(['good', 'needs']);
    expect(problems[0]).toBeInstanceOf(BadRequirementError);
    expect(problems[0]).toMatchObject({ code: 'BAD_REQUIRES', affectedJobId: 'bad' });
    expect(problems[0]?.cause).toBeInstanceOf(ResourceProgramError);
    expect(problems[1]).toMatchObject({ affectedJobId: 'needs', missingJobId: 'bad' });
    expect(ids(state.runList)).toEqual(['good']);
    expect(reasons(state, 'good')).toEqual([]);
  });

  test('count once, where plainbox keeps repeats and then reports the second of a broken pair', () => {
    const state = new SessionState([job('a', { depends: 'nowhere' }), job('b')]);
    state.updateMandatoryJobs(['a', 'b']);
    const problems = state.updateDesiredJobs(['b', 'a', 'b', 'nowhere', 'nowhere']);
    expect(problems.map(({ affectedJobId }) => affectedJobId)).toEqual(['a', 'nowhere']);
    expect(ids(state.desiredJobs)).toEqual(['b']);
  });

  test('begin with the mandatory ones, which a repeat does not pile up', () => {
    const jobs = [job('A', { depends: 'C' }), job('B'), job('C')];
    const state = new SessionState(jobs);
    state.updateMandatoryJobs(['A']);
    expect(state.runList).toEqual([]);
    state.updateDesiredJobs(['B', 'C']);
    expect(ids(state.runList)).toEqual(['C', 'A', 'B']);
    expect(ids(state.desiredJobs)).toEqual(['A', 'B', 'C']);
    state.updateDesiredJobs(state.desiredJobs);
    expect(ids(state.desiredJobs)).toEqual(['A', 'B', 'C']);
    state.updateDesiredJobs([]);
    expect(ids(state.runList)).toEqual(['C', 'A']);
    state.updateDesiredJobs(['B'], { includeMandatory: false });
    expect(ids(state.runList)).toEqual(['B']);
  });

  test('keep their results when the list changes', () => {
    const state = new SessionState([job('a', { depends: 'b' }), job('b')]);
    state.updateDesiredJobs(['b']);
    state.updateJobResult('b', result('fail'));
    state.updateDesiredJobs(['a']);
    expect(reasons(state, 'a')).toEqual([['FAILED_DEP', 'b']]);
  });

  test('follow a change of before, which plainbox remembers from the last time', () => {
    const state = new SessionState([job('a'), job('b', { before: 'a' })]);
    state.updateDesiredJobs(['a', 'b']);
    expect(ids(state.runList)).toEqual(['b', 'a']);
    state.updateDesiredJobs([]);
    state.removeUnit(job('b', { before: 'a' }));
    state.addUnit(job('b'));
    state.updateDesiredJobs(['a', 'b']);
    expect(ids(state.runList)).toEqual(['a', 'b']);
  });

  test('can be desired again once what they miss has come, and not when it has gone', () => {
    const state = new SessionState([job('a', { depends: 'b' })]);
    expect(state.updateDesiredJobs(['a'])).toHaveLength(1);
    state.addUnit(job('b'));
    expect(state.updateDesiredJobs(['a'])).toEqual([]);
    state.updateDesiredJobs([]);
    state.removeUnit(job('b'));
    expect(state.updateDesiredJobs(['a'])).toHaveLength(1);
  });
});

describe('mandatory jobs', () => {
  test('count from the next time that jobs are desired, and come first with all that they need', () => {
    const state = new SessionState([job('a', { depends: 'c' }), job('b'), job('c')]);
    state.updateMandatoryJobs(['a']);
    expect(state.runList).toEqual([]);
    state.updateDesiredJobs(['b', 'c']);
    expect([ids(state.desiredJobs), ids(state.runList)]).toEqual([
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ]);
  });

  test('alone make a run list, and may be left out of one', () => {
    const state = new SessionState([job('a'), job('b')]);
    state.updateMandatoryJobs(['a']);
    state.updateDesiredJobs([]);
    expect(ids(state.runList)).toEqual(['a']);
    state.updateDesiredJobs(['b'], { includeMandatory: false });
    expect(ids(state.runList)).toEqual(['b']);
  });

  test('have to be known', () => {
    const state = new SessionState([job('a')]);
    state.updateMandatoryJobs(['a', 'a']);
    expect(() => state.updateMandatoryJobs(['a', 'b'])).toThrow(DependencyUnknownError);
    expect(ids(state.mandatoryJobs)).toEqual(['a']);
  });
});
