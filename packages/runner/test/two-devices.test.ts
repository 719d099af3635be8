import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition, SessionDeviceContext, SessionState } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { describe, expect, test } from 'vitest';
import { recordVerdict, SessionRunner } from '../src/index.js';
import { builtProgram } from './kit/built-program.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, nextEvent, reopen, sessionOf, temporaryFolder, told } from './kit/session.js';

const program = builtProgram('two-devices');

test('a session about two devices has both as they were told to be saved, after a SIGKILL, and goes on', async () => {
  const folder = await temporaryFolder();
  const ids = Array.from({ length: 50 }, (_, at) => `job-${at}`);
  const child = spawn(process.execPath, [await program(), folder, ...ids], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === 13) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);

  const units = ids.map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
  const repo = new SessionStorageRepository(folder);
  await using manager = await SessionManager.openSession('latest', { units, repo });
  const saved = manager.deviceContexts.flatMap(({ device, state }) =>
    [...state.jobs]
      .filter(([, { result }]) => result.outcome === (device === null ? 'pass' : 'fail'))
      .map(([id]) => `${device ?? 'here'} ${id}`),
  );
  expect(saved).toEqual(expect.arrayContaining(told));
  // One more may be saved that nobody heard of, and no other.
  expect(saved.length).toBeLessThanOrEqual(told.length + 1);
  manager.deviceContexts[1]?.state.updateMetadata({ title: 'goes on' });
  await manager.checkpoint();
});

/** Outcomes of the attempts at a job, device by device. */
const histories = (manager: SessionManager, id: string): Record<string, (string | null)[]> =>
  Object.fromEntries(
    manager.devices.map(({ device, state }) => [
      device ?? 'here',
      state.jobs.get(id)?.resultHistory.map(({ outcome }) => outcome) ?? [],
    ]),
  );

/** A session about this machine and a phone, on both of which all jobs are desired. */
async function withPhone(units: readonly JobDefinition[]): Promise<SessionManager> {
  const manager = await sessionOf(units);
  const { state } = manager.addDeviceContext(
    new SessionDeviceContext(new SessionState(units), { device: 'phone' }),
  );
  state.updateDesiredJobs(units);
  return manager;
}

describe('a run of a session about two devices', () => {
  test('runs on one device after the other, each job with what it needs to know of its own', async () => {
    const units = [
      job('a', 'printenv PLAINBOX_DEVICE || echo here'),
      job('b', 'true', { depends: 'a' }),
    ];
    const manager = await withPhone(units);
    const runner = new SessionRunner(manager);
    const words = told(runner);
    expect(runner.toDo.map(({ id }) => id)).toEqual(['a', 'b', 'a', 'b']);
    expect(await runner.run()).toEqual({
      status: 'finished',
      finished: ['a', 'b', 'a', 'b'],
      left: [],
    });
    expect(words).toEqual([
      'started a',
      'finished a pass',
      'started b',
      'finished b pass',
      'started a on phone',
      'finished a pass on phone',
      'started b on phone',
      'finished b pass on phone',
    ]);

    const again = await reopen(manager, units);
    const printed = again.devices.map(({ state }) => {
      const result = state.jobs.get('a')?.result;
      return [...(result ? again.readIoLog(result) : [])].map(({ data }) =>
        Buffer.from(data).toString(),
      );
    });
    expect(printed).toEqual([['here\n'], ['phone\n']]);
    expect(new SessionRunner(again).toDo).toEqual([]);
  });

  test('tells how far it has come on both', async () => {
    const manager = await withPhone([job('a', 'true'), job('b', 'true')]);
    const runner = new SessionRunner(manager);
    const done: string[] = [];
    runner.on('jobFinished', ({ progress }) => done.push(`${progress.done}/${progress.total}`));
    await runner.run();
    expect(done).toEqual(['1/4', '2/4', '3/4', '4/4']);
  });

  test('that is stopped on the first device leaves the second, and goes on with it', async () => {
    const share = '$PLAINBOX_SESSION_SHARE/f';
    const slowOnce = `test -e "${share}" || { touch "${share}"; echo begun; sleep 60; }`;
    const manager = await withPhone([job('a', slowOnce)]);
    const runner = new SessionRunner(manager);
    const stop = new AbortController();
    const begun = nextEvent(runner, 'output');
    const ended = runner.run({ signal: stop.signal });
    await begun;
    stop.abort();
    expect(await ended).toEqual({ status: 'stopped', finished: [], left: ['a', 'a'] });
    expect(await runner.run()).toMatchObject({ status: 'finished', finished: ['a', 'a'] });
  });

  test('goes no further than the reboot that a job on one of them asks for', async () => {
    const units = [job('a', 'true', { flags: 'noreturn' }), job('b', 'true')];
    const manager = await withPhone(units);
    const run = (bootId: string) => new SessionRunner(manager, { bootId }).run();
    expect(await run('boot-1')).toMatchObject({
      status: 'waiting',
      waitsFor: 'reboot',
      left: ['a', 'b', 'a', 'b'],
    });
    expect(await run('boot-1')).toMatchObject({ finished: [] });
    expect(await run('boot-2')).toMatchObject({ waitsFor: 'reboot', finished: ['b'] });
    expect(await run('boot-3')).toMatchObject({ status: 'finished', finished: ['b'] });
    expect(histories(manager, 'a')).toEqual({ here: ['pass'], phone: ['pass'] });
  });

  test('that is killed on the second device decides on what ran there, and keeps what the first gave', async () => {
    const units = [
      job('a', 'true'),
      job('b', 'test -z "$PLAINBOX_DEVICE" || { echo begun; sleep 60; }'),
    ];
    const manager = await interruptedSession(units, { when: 'begun', devices: ['phone'] });
    expect(manager.state.metadata.flags).toContain('incomplete');
    const runner = new SessionRunner(manager, { maxCrashes: 1 });
    expect(runner.plan()).toMatchObject({
      kept: [{ id: 'a' }, { id: 'b' }, { id: 'a' }],
      decided: [{ job: { id: 'b' }, device: 'phone', outcome: 'crash' }],
      runAgain: [],
      neverStarted: [],
    });
    const words = told(runner);
    expect((await runner.run()).status).toBe('finished');
    expect(words).toEqual(['decision b crash on phone']);
    expect(histories(manager, 'b')).toEqual({ here: ['pass'], phone: ['crash'] });
    expect(manager.state.metadata.flags).not.toContain('incomplete');
  });

  test('judges a job that was killed on the second by what it saved, though the first has more to do', async () => {
    const saves = 'echo \'"fail"\' > "$PLAINBOX_SESSION_SHARE/__result"; echo begun; sleep 60';
    const units = [job('a', `test -z "$PLAINBOX_DEVICE" || { ${saves}; }`)];
    const manager = await interruptedSession(units, { when: 'begun', devices: ['phone'] });
    manager.reruns.add('a');
    const runner = new SessionRunner(manager);
    const words = told(runner);
    await runner.run();
    expect(words).toEqual(['decision a fail on phone', 'started a', 'finished a pass']);
    expect(histories(manager, 'a')).toEqual({ here: ['pass', 'pass'], phone: ['fail'] });
  });

  test('can be settled by hand on one of them', async () => {
    const units = [job('a', '', { plugin: 'manual' })];
    const manager = await withPhone(units);
    expect(await new SessionRunner(manager).run()).toMatchObject({ waitsFor: 'person' });
    const [here, phone] = manager.devices;
    recordVerdict(manager, { id: 'a' }, { outcome: 'pass' }, { device: phone });
    expect(manager.state.metadata.flags).toContain('incomplete');
    recordVerdict(manager, { id: 'a' }, { outcome: 'fail' }, { device: here });
    expect(histories(manager, 'a')).toEqual({ here: ['fail'], phone: ['pass'] });
    expect(manager.state.metadata.flags).not.toContain('incomplete');
  });
});

test('a session about many devices is run without a warning', async () => {
  const units = [job('a', 'true')];
  const manager = await sessionOf(units);
  for (let at = 0; at < 15; at += 1) {
    const context = new SessionDeviceContext(new SessionState(units), { device: `device ${at}` });
    manager.addDeviceContext(context).state.updateDesiredJobs(units);
  }
  const warnings: Error[] = [];
  const hear = (warning: Error): void => void warnings.push(warning);
  process.on('warning', hear);
  await new SessionRunner(manager).run();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});
