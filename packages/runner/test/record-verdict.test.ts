// Results that somebody gives a job by hand.
import { SESSION_FLAGS } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { recordVerdict, SessionRunner } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, outcomes, reopen, sessionOf } from './kit/session.js';

describe('a verdict', () => {
  test('is a new attempt of which nothing ran, and lets those run that waited for it', async () => {
    const units = [job('a', 'exit 1'), job('b', 'true', { depends: 'a' })];
    const manager = await sessionOf(units);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toMatchObject({ a: 'fail' });

    recordVerdict(manager, { id: 'a' }, { outcome: 'pass', comments: 'looked at it' });
    await manager.checkpoint();
    const again = await reopen(manager, units);
    const history = again.state.jobs.get('a')?.resultHistory ?? [];
    expect(history.map(({ outcome }) => outcome)).toEqual(['fail', 'pass']);
    expect(history.at(-1)).toMatchObject({
      comments: 'looked at it',
      returnCode: null,
      executionDuration: null,
    });
    expect(again.state.jobs.get('b')?.canStart).toBe(true);
  });

  test('settles what was under way of the job: a resume runs the others alone', async () => {
    const units = [job('a', 'echo on; exec sleep 60'), job('b', 'true')];
    const manager = await interruptedSession(units, { when: 'on' });
    expect(manager.state.metadata.runningJobName).toBe('a');
    recordVerdict(manager, { id: 'a' }, { outcome: 'skip' });
    expect(manager.state.metadata.runningJobName).toBeNull();
    const { decided, runAgain, neverStarted } = new SessionRunner(manager).plan();
    expect([decided, runAgain]).toEqual([[], []]);
    expect(neverStarted.map(({ id }) => id)).toEqual(['b']);
  });

  test('settles that the job was to run again', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    await new SessionRunner(manager).run();
    manager.reruns.add('a');
    recordVerdict(manager, { id: 'a' }, { outcome: 'fail' });
    expect(manager.reruns.has('a')).toBe(false);
    expect(new SessionRunner(manager).toDo).toEqual([]);
  });

  test('leaves those to do that were cut off less often than the session allows', async () => {
    const units = [job('a', 'echo on; exec sleep 60'), job('b', 'true')];
    let manager = await interruptedSession(units, { when: 'on' });
    manager = await interruptedSession(units, { when: 'on', session: manager });
    const runner = new SessionRunner(manager, { maxCrashes: 5 });
    const stop = new AbortController();
    runner.on('output', () => stop.abort());
    await runner.run({ signal: stop.signal });
    const isIncomplete = (): boolean => manager.state.metadata.flags.has(SESSION_FLAGS.incomplete);
    recordVerdict(manager, { id: 'b' }, { outcome: 'pass' }, { maxCrashes: 5 });
    expect(isIncomplete()).toBe(true);
    recordVerdict(manager, { id: 'b' }, { outcome: 'pass' }, { maxCrashes: 2 });
    expect(isIncomplete()).toBe(false);
  });

  test('on the last job that was to do completes the session, and one before does not', async () => {
    const manager = await sessionOf([job('a', 'true'), job('b', 'true')]);
    const isIncomplete = (): boolean => manager.state.metadata.flags.has(SESSION_FLAGS.incomplete);
    recordVerdict(manager, { id: 'a' }, { outcome: 'pass' });
    expect(isIncomplete()).toBe(true);
    recordVerdict(manager, { id: 'b' }, { outcome: 'pass' });
    expect(isIncomplete()).toBe(false);
  });
});
