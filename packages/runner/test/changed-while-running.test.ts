import type { ChangedJobPolicy, SessionManager } from '@plainbox/manager';
import type { JobDefinition } from '@plainbox/state';
import { expect, test } from 'vitest';
import { SessionRunner, type SessionRunnerOptions } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, reopen, told } from './kit/session.js';

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
