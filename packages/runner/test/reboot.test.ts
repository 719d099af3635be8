import { describe, expect, test } from 'vitest';
import { SessionRunner } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, nextEvent, outcomes, reopen, sessionOf, told } from './kit/session.js';

const units = [
  job('before', 'true'),
  job('reboots', 'true', { flags: 'noreturn' }),
  job('after', 'true', { depends: 'reboots' }),
];

describe('a job that reboots the machine', () => {
  test('ends the run once it has done its part: the session waits', async () => {
    const manager = await sessionOf(units);
    const runner = new SessionRunner(manager, { bootId: 'one' });
    const waiting = nextEvent(runner, 'awaitsReboot');
    expect(await runner.run()).toEqual({
      status: 'waiting',
      waitsFor: 'reboot',
      finished: ['before'],
      left: ['reboots', 'after'],
    });
    expect((await waiting).job.id).toBe('reboots');
    expect(manager.state.metadata.runningJobName).toBe('reboots');
    expect([...manager.state.metadata.flags]).toEqual(['incomplete']);
  });

  test('has passed after the reboot, and the session goes on', async () => {
    const manager = await sessionOf(units);
    await new SessionRunner(manager, { bootId: 'one' }).run();
    const again = await reopen(manager, units);
    const runner = new SessionRunner(again, { bootId: 'two' });
    const words = told(runner);
    expect((await runner.run()).status).toBe('finished');
    expect(words).toEqual(['decision reboots pass', 'started after', 'finished after pass']);
  });

  test('keeps the session waiting for as long as the machine has not rebooted', async () => {
    let manager = await sessionOf(units);
    await new SessionRunner(manager, { bootId: 'one' }).run();
    for (const _ of [1, 2]) {
      manager = await reopen(manager, units);
      const runner = new SessionRunner(manager, { bootId: 'one' });
      const words = told(runner);
      expect(await runner.run()).toMatchObject({ status: 'waiting', waitsFor: 'reboot' });
      expect(words).toEqual([]);
    }
  });

  test('fails at once when its command fails: there will be no reboot', async () => {
    const failing = [job('reboots', 'exit 1', { flags: 'noreturn' }), job('next', 'true')];
    const manager = await sessionOf(failing);
    await new SessionRunner(manager, { bootId: 'one' }).run();
    expect(outcomes(manager)).toEqual({ reboots: 'fail', next: 'pass' });
  });

  test('that was stopped by the shutdown has passed when the machine is back', async () => {
    const slow = [job('reboots', 'echo begun; sleep 60', { flags: 'noreturn' })];
    for (const [boot, expected] of [
      ['two', 'decision reboots pass'],
      ['one', 'started reboots'],
    ] as const) {
      const manager = await sessionOf(slow);
      const stop = new AbortController();
      const runner = new SessionRunner(manager, { bootId: 'one' });
      runner.on('output', () => stop.abort());
      expect((await runner.run({ signal: stop.signal })).status).toBe('stopped');

      const again = await reopen(manager, slow);
      const second = new SessionRunner(again, { bootId: boot });
      const words = told(second);
      const stopAgain = new AbortController();
      second.on('output', () => stopAgain.abort());
      await second.run({ signal: stopAgain.signal });
      expect(words[0]).toBe(expected);
    }
  });

  test('runs alone, whatever else may run', async () => {
    const many = [
      job('a', 'sleep 0.1'),
      job('reboots', 'exit 1', { flags: 'noreturn' }),
      job('b', 'true'),
    ];
    const manager = await sessionOf(many);
    const runner = new SessionRunner(manager, { jobs: 3 });
    const words = told(runner);
    await runner.run();
    expect(words).toEqual([
      'started a',
      'finished a pass',
      'started reboots',
      'finished reboots fail',
      'started b',
      'finished b pass',
    ]);
  });

  test('goes on after its whole machine went down: the process group, the runner, and a new boot', async () => {
    const killed = [
      job('reboots', 'echo begun; sleep 60', { flags: 'noreturn' }),
      job('next', 'true'),
    ];
    const manager = await interruptedSession(killed, { when: 'begun', bootId: 'one' });
    await new SessionRunner(manager, { bootId: 'two' }).run();
    const again = await reopen(manager, killed);
    expect(outcomes(again)).toEqual({ reboots: 'pass', next: 'pass' });
    expect(again.state.jobs.get('reboots')?.result.comments).toContain('rebooted');
  });

  test('that restarts the session has not passed by a reboot after it was stopped: it may have been a while ago', async () => {
    const slow = [job('restarts', 'echo begun; sleep 60', { flags: 'autorestart' })];
    const manager = await sessionOf(slow);
    const stop = new AbortController();
    const runner = new SessionRunner(manager, { bootId: 'one' });
    runner.on('output', () => stop.abort());
    await runner.run({ signal: stop.signal });
    const again = await reopen(manager, slow);
    const second = new SessionRunner(again, { bootId: 'two', maxCrashes: 1 });
    const words = told(second);
    await second.run();
    expect(words).toEqual(['decision restarts crash']);
  });
});
