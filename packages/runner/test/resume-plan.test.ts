import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IdPattern, MemoryJobResult } from '@plainbox/state';
import { expect, test } from 'vitest';
import { type ResumePlan, SessionRunner, selectReruns } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, reopen, sessionOf } from './kit/session.js';

/** The plan by ids. */
function ids({ kept, decided, runAgain, neverStarted, awaitReboot }: ResumePlan): object {
  return {
    kept: kept.map(({ id }) => id),
    decided: decided.map(({ job: { id }, outcome }) => `${id} ${outcome}`),
    runAgain: runAgain.map(({ job: { id }, cause }) => `${id} ${cause}`),
    neverStarted: neverStarted.map(({ id }) => id),
    awaitReboot: awaitReboot.map(({ id }) => id),
  };
}

const SLOW = 'echo begun; sleep 60';

test('the plan of a session that was cut off says what a run would do, and changes nothing', async () => {
  const units = [job('a', 'true'), job('b', SLOW), job('c', 'true')];
  const manager = await interruptedSession(units, { when: 'begun' });
  const plan = new SessionRunner(manager).plan();
  expect(ids(plan)).toEqual({
    kept: ['a'],
    decided: [],
    runAgain: ['b cut-off'],
    neverStarted: ['c'],
    awaitReboot: [],
  });
  expect(plan.runAgain[0]?.reason).toMatch(/^Cut off: .* It is run again\.$/);
  expect(manager.state.jobs.get('b')?.resultHistory).toEqual([]);
  expect(ids(new SessionRunner(manager).plan())).toEqual(ids(plan));

  // Given up after the first time, or settled by what the job left.
  expect(ids(new SessionRunner(manager, { maxCrashes: 1 }).plan())).toMatchObject({
    decided: ['b crash'],
    runAgain: [],
  });
  const share = manager.directories?.sessionSharePathname ?? '';
  writeFileSync(join(share, '__result'), '{"outcome": "pass"}');
  expect(ids(new SessionRunner(manager).plan())).toMatchObject({
    decided: ['b pass'],
    runAgain: [],
  });
});

test('reruns that were asked for, and what nobody judged, are run again', async () => {
  const manager = await sessionOf([job('a', 'true'), job('b', 'true'), job('c', 'true')]);
  await new SessionRunner(manager).run();
  manager.reruns.add('a');
  manager.state.updateJobResult('c', new MemoryJobResult({ outcome: 'undecided' }));
  expect(ids(new SessionRunner(manager).plan())).toEqual({
    kept: ['b'],
    decided: [],
    runAgain: ['a requested', 'c undecided'],
    neverStarted: [],
    awaitReboot: [],
  });
});

test('of changed jobs only those are run again that have run', async () => {
  const manager = await sessionOf([job('a', 'true'), job('b', 'true')]);
  manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
  await manager.checkpoint();
  const changed = [job('a', 'false'), job('b', 'false')];
  const again = await reopen(manager, changed, { onChangedJob: 'rerun' });
  expect(ids(new SessionRunner(again).plan())).toMatchObject({
    runAgain: ['a changed'],
    neverStarted: ['b'],
  });
});

test('a selection takes along what could not run because of what it picks', async () => {
  const manager = await sessionOf([
    job('kind', 'false', { plugin: 'resource' }),
    job('bad', 'false'),
    job('good', 'true'),
    job('after-bad', 'true', { depends: 'bad' }),
    job('after-after-bad', 'true', { depends: 'after-bad' }),
    job('needs-kind', 'true', { requires: "kind.x == '1'" }),
    job('after-good', 'false', { depends: 'good' }),
  ]);
  await new SessionRunner(manager).run();
  const select = (selection: Parameters<typeof selectReruns>[1]): string[] =>
    selectReruns(manager.state, selection).map(({ id }) => id);
  expect(select({ patterns: [new IdPattern('bad')] })).toEqual([
    'bad',
    'after-bad',
    'after-after-bad',
  ]);
  expect(select({ patterns: [new IdPattern('ki.*')] })).toEqual(['kind', 'needs-kind']);
  expect(select({ failed: true }).sort()).toEqual(
    ['kind', 'bad', 'after-bad', 'after-after-bad', 'needs-kind', 'after-good'].sort(),
  );
  expect(select({ all: true })).toHaveLength(7);
  expect(select({})).toEqual([]);
});
