import { describe, expect, test } from 'vitest';
import {
  attachmentGlobalOutcome,
  categoryMap,
  categoryMapLite,
  categoryOutcomeMap,
  certificationStatusMap,
  estimatedDuration,
  type JobDefinition,
  type Outcome,
  outcomeStatistics,
  resourceGlobalOutcome,
  SessionState,
  testOutcomeStatistics,
  Unit,
} from '../../src/index.js';
import { job, resourceJob, result } from '../sessions.js';

function planned(...jobs: readonly JobDefinition[]): SessionState {
  const state = new SessionState(jobs);
  state.updateDesiredJobs(jobs);
  return state;
}

function withOutcomes(
  units: Iterable<Unit>,
  outcomes: { readonly [id: string]: Outcome },
): SessionState {
  const state = new SessionState(units);
  for (const [id, outcome] of Object.entries(outcomes)) state.updateJobResult(id, result(outcome));
  return state;
}

describe('the estimated duration', () => {
  test('adds up what the jobs of the run list say, apart for those that need a person', () => {
    expect(
      estimatedDuration(
        planned(
          job('a', { estimated_duration: '1.0' }),
          job('b', { estimated_duration: '0.5' }),
          job('c', { plugin: 'manual', estimated_duration: '2.0' }),
        ),
      ),
    ).toEqual({ automated: 1.5, manual: 32 });
  });

  test('is that of the run list alone', () => {
    const jobs = [job('a', { estimated_duration: '1.5' }), job('b')];
    const state = new SessionState(jobs);
    expect(estimatedDuration(state)).toEqual({ automated: 0, manual: 0 });
    state.updateDesiredJobs(['a']);
    expect(estimatedDuration(state)).toEqual({ automated: 1.5, manual: 0 });
  });

  test('is unknown for good once a job with a command does not say, while a manual one without takes the overhead', () => {
    const known = job('k', { estimated_duration: '4.0' });
    expect(estimatedDuration(planned(job('a'), known))).toEqual({
      automated: undefined,
      manual: 0,
    });
    expect(estimatedDuration(planned(known, job('v', { plugin: 'user-verify' })))).toEqual({
      automated: 4,
      manual: undefined,
    });
    const byHand = job('m', { plugin: 'manual', command: undefined });
    expect(estimatedDuration(planned(byHand), 7)).toEqual({ automated: 0, manual: 7 });
  });

  test('counts a job of an unknown plugin, or of none, as manual', () => {
    const strange = job('a', { plugin: 'other', estimated_duration: '1' });
    const none = job('b', { plugin: undefined, estimated_duration: '1' });
    expect(estimatedDuration(planned(strange, none))).toEqual({ automated: 0, manual: 62 });
  });
});

describe('statistics', () => {
  const units = [
    job('a'),
    job('b'),
    job('c'),
    job('d'),
    resourceJob('r'),
    job('t', { plugin: 'attachment' }),
  ];
  const state = withOutcomes(units, { a: 'pass', b: 'fail', c: 'fail', r: 'pass', t: 'crash' });

  test('count each outcome, and no job that has not run', () => {
    expect(outcomeStatistics(state)).toEqual(
      new Map([
        ['pass', 2],
        ['fail', 2],
        ['crash', 1],
      ]),
    );
  });

  test('of tests leave out resource jobs and attachments', () => {
    expect(testOutcomeStatistics(state)).toEqual(
      new Map([
        ['pass', 1],
        ['fail', 2],
      ]),
    );
  });
});

describe('the certification status', () => {
  const blocking = { 'certification-status': 'blocker' };
  const units = [job('a', blocking), job('b', blocking), job('c'), job('d')];
  const state = withOutcomes(units, { a: 'fail', b: 'crash', c: 'fail', d: 'fail' });
  state.jobs.get('d')?.applyOverrides({ certificationStatus: 'blocker' });

  test('is asked for failed blockers, overrides counting', () => {
    expect([...certificationStatusMap(state).keys()]).toEqual(['a', 'd']);
    expect(certificationStatusMap(state).get('a')).toBe(state.jobs.get('a'));
  });

  test('may be asked for any outcomes and statuses', () => {
    const crashed = certificationStatusMap(state, {
      outcomes: ['crash', 'fail'],
      statuses: ['non-blocker'],
    });
    expect([...crashed.keys()]).toEqual(['c']);
    expect([...certificationStatusMap(state, { outcomes: ['crash'] }).keys()]).toEqual(['b']);
  });
});

describe('categories', () => {
  const categories = ['disk', 'usb', 'info', 'idle'].map(
    (id) => new Unit({ unit: 'category', id, _name: `The ${id}` }),
  );
  const inCategory = (id: string, category_id: string, plugin = 'shell'): JobDefinition =>
    job(id, { category_id, plugin });
  const units = [
    ...categories,
    inCategory('disk1', 'disk'),
    inCategory('disk2', 'disk'),
    inCategory('usb1', 'usb'),
    inCategory('res', 'info', 'resource'),
    inCategory('att', 'info', 'attachment'),
    inCategory('idle1', 'idle'),
    job('lost'),
  ];

  test('are those in which something was run, by name', () => {
    const state = withOutcomes(units, { disk1: 'pass', res: 'pass', lost: 'pass' });
    expect(categoryMap(state)).toEqual(
      new Map([
        ['disk', 'The disk'],
        ['info', 'The info'],
      ]),
    );
    expect(categoryMapLite(state)).toEqual(new Map([['disk', 'The disk']]));
  });

  test('follow overrides', () => {
    const state = withOutcomes(units, { disk1: 'pass' });
    state.jobs.get('disk1')?.applyOverrides({ categoryId: 'usb' });
    expect([...categoryMap(state).keys()]).toEqual(['usb']);
  });

  test('fail with one job, pass with one that no other spoils, and are skipped otherwise', () => {
    const outcomesOf = (outcomes: { readonly [id: string]: Outcome }): unknown =>
      Object.fromEntries(categoryOutcomeMap(withOutcomes(units, outcomes)));
    expect(outcomesOf({ disk1: 'pass', disk2: 'skip', usb1: 'undecided' })).toEqual({
      disk: 'pass',
      usb: 'skip',
    });
    expect(outcomesOf({ disk1: 'crash', disk2: 'pass' })).toEqual({ disk: 'fail' });
    expect(outcomesOf({ disk1: 'pass', disk2: 'fail' })).toEqual({ disk: 'fail' });
    expect(outcomesOf({ res: 'fail' })).toEqual({});
  });

  test('go by the latest result of each job', () => {
    const state = withOutcomes(units, { disk1: 'fail' });
    state.updateJobResult('disk1', result('pass'));
    expect(categoryOutcomeMap(state).get('disk')).toBe('pass');
  });

  test('stand beside what came of all resource jobs and of all attachments', () => {
    const state = withOutcomes(units, { res: 'pass', att: 'crash' });
    expect([resourceGlobalOutcome(state), attachmentGlobalOutcome(state)]).toEqual([
      'pass',
      'fail',
    ]);
    expect(resourceGlobalOutcome(new SessionState(units))).toBe('skip');
  });
});
