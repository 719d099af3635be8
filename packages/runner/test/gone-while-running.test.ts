import type { SessionManager } from '@plainbox/manager';
import type { JobDefinition } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { SessionRunner, type SessionRunnerOptions } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, reopen, told } from './kit/session.js';

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

  test('has not rebooted the machine by a reboot that came when it had long been cut off', async () => {
    const a = job('a', 'echo begun; sleep 60', { flags: 'noreturn' });
    const manager = await interruptedSession([a, other], { when: 'begun', bootId: 'one' });
    const again = await goneForARun(manager, a, { bootId: 'one' });
    expect(await resume(again, { bootId: 'two', maxCrashes: 1 })).toContain('decision a crash');
  });
});
