import type { ChangedJobPolicy, SessionManager } from '@plainbox/manager';
import type { JobDefinition } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { SessionRunner, type SessionRunnerOptions } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, reopen, sessionOf, told } from './kit/session.js';

const SAVES_OUTCOME = `echo '{"outcome": "pass"}' > "$PLAINBOX_JOB_RESULT"; echo begun; sleep 60`;
const renewed = job('a', 'echo anew');

/** Kills the session in the job's first attempt, and opens it with another definition of the job. */
async function changedWhileRunning(
  former: JobDefinition,
  policy: ChangedJobPolicy,
): Promise<SessionManager> {
  const manager = await interruptedSession([former], { when: 'begun' });
  return reopen(manager, [renewed], { onChangedJob: policy });
}

async function resume(manager: SessionManager, options: SessionRunnerOptions = {}) {
  const runner = new SessionRunner(manager, options);
  const words = told(runner);
  const plan = runner.plan();
  await runner.run();
  const history = manager.state.jobs.get('a')?.resultHistory.map(({ outcome }) => outcome);
  return { words, history, plan };
}

test.each([
  ['it had saved an outcome', job('a', SAVES_OUTCOME), {}, 'pass'],
  ['it may crash but once', job('a', 'echo begun; sleep 60'), { maxCrashes: 1 }, 'crash'],
] as const)(
  'a job to rerun that was cut off in its first attempt runs by its new definition, although %s',
  async (_, former, options, lost) => {
    const manager = await changedWhileRunning(former, 'rerun');
    const { words, history, plan } = await resume(manager, options);
    expect(plan).toMatchObject({ decided: [], runAgain: [{ job: { id: 'a' } }] });
    expect(words).toEqual([`decision a ${lost}`, 'started a', 'finished a pass']);
    expect(history).toEqual([lost, 'pass']);
    expect([...manager.reruns]).toEqual([]);

    // Once, and not whenever the session is opened.
    const again = await reopen(manager, [renewed]);
    expect(new SessionRunner(again).toDo).toEqual([]);
  },
);

test('a job to rerun still is where the session was saved before somebody ran it', async () => {
  const manager = await changedWhileRunning(job('a', SAVES_OUTCOME), 'rerun');
  await manager.checkpoint();
  // Nobody is told of the change any more.
  const again = await reopen(manager, [renewed]);
  const { words, history } = await resume(again);
  expect(words).toEqual(['decision a pass', 'started a', 'finished a pass']);
  expect(history).toEqual(['pass', 'pass']);
});

test('a job to rerun that has rebooted the machine does so once more by its new definition', async () => {
  const reboots = { flags: 'noreturn' };
  const manager = await interruptedSession([job('a', 'echo begun; sleep 60', reboots)], {
    when: 'begun',
    bootId: 'before',
  });
  const again = await reopen(manager, [job('a', 'true', reboots)], { onChangedJob: 'rerun' });
  const { words, history } = await resume(again, { bootId: 'after' });
  expect(words).toEqual(['decision a pass', 'started a']);
  expect(history).toEqual(['pass']);
});

test.each([
  ['keep', ['pass']],
  ['skip', ['skip']],
] as const)(
  'what a job had saved counts for its new definition as it is told to: %s',
  async (policy, kept) => {
    const manager = await changedWhileRunning(job('a', SAVES_OUTCOME), policy);
    const { history } = await resume(manager);
    expect(history).toEqual(kept);
  },
);

test.each([
  ['was', 'noreturn', '', 'after', 'pass'],
  ['was not', '', 'noreturn', 'after', 'crash'],
  ['was, while the machine did not', 'noreturn', '', 'before', 'crash'],
] as const)(
  'an attempt that %s to reboot is judged so, whatever the definition says now that its result is kept for',
  async (_, formerly, now, bootId, outcome) => {
    const former = job('a', 'echo begun; sleep 60', { flags: formerly });
    const manager = await interruptedSession([former], { when: 'begun', bootId: 'before' });
    const present = [job('a', 'echo anew', { flags: now })];
    const again = await reopen(manager, present, { onChangedJob: 'keep' });
    const { words } = await resume(again, { bootId, maxCrashes: 1 });
    expect(words).toEqual([`decision a ${outcome}`]);
  },
);

test('what a person had to judge still is to be judged, and what nobody had to is not', async () => {
  const noreturn = { flags: 'noreturn' };
  const definitions = {
    judged: job('a', 'echo begun; sleep 60', { ...noreturn, plugin: 'user-verify' }),
    other: job('a', 'echo begun; sleep 60', noreturn),
  };
  for (const [former, present, outcome] of [
    ['judged', 'other', 'undecided'],
    ['other', 'judged', 'pass'],
  ] as const) {
    const manager = await interruptedSession([definitions[former]], {
      when: 'begun',
      bootId: 'before',
    });
    const again = await reopen(manager, [definitions[present]], { onChangedJob: 'keep' });
    const { words } = await resume(again, { bootId: 'after', timeout: 0.1 });
    expect(words[0]).toBe(`decision a ${outcome}`);
  }
});

test('the reason for a rerun is the change until the job has run, and a wish after that', async () => {
  const manager = await sessionOf([job('a', 'true')]);
  await new SessionRunner(manager).run();
  const again = await reopen(manager, [renewed], { onChangedJob: 'rerun' });
  expect(new SessionRunner(again).plan().runAgain).toMatchObject([{ cause: 'changed' }]);
  await new SessionRunner(again).run();
  again.reruns.add('a');
  expect(new SessionRunner(again).plan().runAgain).toMatchObject([{ cause: 'requested' }]);
});

describe('a job that has done its part and waits for a reboot', () => {
  const reboots = { flags: 'noreturn' };
  const waiting = async (): Promise<SessionManager> => {
    const manager = await sessionOf([job('a', 'true', reboots)]);
    await new SessionRunner(manager, { bootId: 'one' }).run();
    return manager;
  };

  test('runs by its new definition at once, where it is to be rerun', async () => {
    const again = await reopen(await waiting(), [renewed], { onChangedJob: 'rerun' });
    const { words, plan } = await resume(again, { bootId: 'one' });
    expect(plan).toMatchObject({
      awaitReboot: [],
      runAgain: [{ job: { id: 'a' }, cause: 'changed' }],
    });
    expect(words).toEqual(['started a', 'finished a pass']);
  });

  test('goes on waiting, where its result is to be kept', async () => {
    const again = await reopen(await waiting(), [renewed], { onChangedJob: 'keep' });
    expect((await resume(again, { bootId: 'one' })).words).toEqual([]);
    const later = await reopen(again, [renewed]);
    expect((await resume(later, { bootId: 'two' })).words).toEqual(['decision a pass']);
  });

  test('is not waited for any more once somebody asks for it anew', async () => {
    const again = await reopen(await waiting(), [job('a', 'exit 1', reboots)], {
      onChangedJob: 'keep',
    });
    again.reruns.add('a');
    const { words } = await resume(again, { bootId: 'one' });
    expect(words).toEqual(['started a', 'finished a fail']);
  });
});
