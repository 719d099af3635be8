import type { SessionManager } from '@plainbox/manager';
import type { JobDefinition } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { SessionRunner, type SessionRunnerOptions } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, reopen, sessionOf, told } from './kit/session.js';

const other = job('other', 'true');

/** Opens the session without the job, runs it, and opens it again with the job. */
async function goneForARun(
  manager: SessionManager,
  cutOff: JobDefinition,
  options: SessionRunnerOptions = {},
): Promise<SessionManager> {
  const without = await reopen(manager, [other], { onGoneJob: 'setAside' });
  without.state.updateDesiredJobs([other]);
  const runner = new SessionRunner(without, options);
  const words = told(runner);
  expect((await runner.run()).status).toBe('finished');
  expect(words.filter((word) => word.includes('decision'))).toEqual([]);
  const again = await reopen(without, [cutOff, other]);
  again.state.updateDesiredJobs([cutOff, other]);
  return again;
}

async function resume(manager: SessionManager, options: SessionRunnerOptions = {}) {
  const runner = new SessionRunner(manager, options);
  const words = told(runner);
  await runner.run();
  return words;
}

describe('a job that was cut off, and that nobody knows when the session goes on', () => {
  test('is judged when it is back, and has lost none of its lives', async () => {
    const a = job('a', 'echo begun; sleep 60');
    const manager = await interruptedSession([a, other], { when: 'begun' });
    const again = await goneForARun(manager, a);
    expect(new SessionRunner(again).toDo.map(({ id }) => id)).toContain('a');
    expect(await resume(again, { maxCrashes: 1 })).toContain('decision a crash');
  });

  test('has the outcome that it had saved, also where others have the shared file since', async () => {
    const a = job('a', `echo '"fail"' > "$PLAINBOX_SESSION_SHARE/__result"; echo begun; sleep 60`);
    const manager = await interruptedSession([a, other], { when: 'begun' });
    const again = await goneForARun(manager, a);
    expect(await resume(again)).toContain('decision a fail');
    expect(again.state.jobs.get('a')?.result.outcome).toBe('fail');
  });

  test('is waited for again where it had done its part, and is told as what is left', async () => {
    const a = job('a', 'true', { flags: 'noreturn' });
    const manager = await sessionOf([a, other]);
    await new SessionRunner(manager, { bootId: 'one' }).run();
    const again = await goneForARun(manager, a, { bootId: 'one' });
    const runner = new SessionRunner(again, { bootId: 'one' });
    expect(runner.plan().awaitReboot.map(({ id }) => id)).toEqual(['a']);
    expect(await runner.run()).toMatchObject({ waitsFor: 'reboot', left: ['a'] });
    expect(again.state.metadata.remainingTodoJobs).toBe(true);
    const last = await reopen(again, [a, other]);
    expect(await resume(last, { bootId: 'two' })).toEqual(['decision a pass']);
  });

  test('has not rebooted the machine by a reboot that came when it had long been cut off', async () => {
    const a = job('a', 'echo begun; sleep 60', { flags: 'noreturn' });
    const manager = await interruptedSession([a, other], { when: 'begun', bootId: 'one' });
    const again = await goneForARun(manager, a, { bootId: 'one' });
    expect(await resume(again, { bootId: 'two', maxCrashes: 1 })).toContain('decision a crash');
  });
});

test('a job that is not on the run list any more keeps nobody waiting, and is judged once it is back', async () => {
  const reboots = job('reboots', 'true', { flags: 'noreturn' });
  const manager = await sessionOf([reboots, other]);
  await new SessionRunner(manager, { bootId: 'one' }).run();
  manager.state.updateDesiredJobs([other]);
  const runner = new SessionRunner(manager, { bootId: 'one' });
  expect(runner.plan()).toMatchObject({
    awaitReboot: [],
    neverStarted: [{ id: 'other' }],
  });
  expect(await runner.run()).toMatchObject({ status: 'finished', finished: ['other'] });
  manager.state.updateDesiredJobs([reboots, other]);
  expect(await resume(manager, { bootId: 'two' })).toEqual(['decision reboots pass']);
});

test('what was cut off and has lost what it depends on is told by the plan as the run does it', async () => {
  const base = job('base', 'true');
  const needs = job('needs', 'echo begun; sleep 60', { depends: 'base' });
  const manager = await interruptedSession([base, needs, other], { when: 'begun' });
  const again = await reopen(manager, [needs, other], { onGoneJob: 'setAside' });
  const runner = new SessionRunner(again);
  const planned = runner.plan();
  expect(planned.neverStarted.map(({ id }) => id)).toEqual(['other']);
  expect([...planned.decided, ...planned.runAgain]).toEqual([]);
  expect(await resume(again)).toEqual(['started other', 'finished other pass']);
});

test('jobs that wait for the same reboot are all told, where one was away while the other ran', async () => {
  const [a, b] = ['a', 'b'].map((id) => job(id, 'true', { flags: 'noreturn' }));
  if (!a || !b) throw new Error('two jobs');
  const manager = await sessionOf([a, b, other]);
  const boot = { bootId: 'one' };
  await new SessionRunner(manager, boot).run();
  const withoutA = await reopen(manager, [b, other], { onGoneJob: 'setAside' });
  await new SessionRunner(withoutA, boot).run();
  const again = await reopen(withoutA, [a, b, other]);
  again.state.updateDesiredJobs([a, b, other]);
  const { awaitReboot, neverStarted } = new SessionRunner(again, boot).plan();
  expect(awaitReboot.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(neverStarted.map(({ id }) => id)).toEqual(['other']);
  expect(await resume(again, { bootId: 'two' })).toEqual([
    'decision a pass',
    'decision b pass',
    'started other',
    'finished other pass',
  ]);
});
