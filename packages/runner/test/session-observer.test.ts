// A session that another process runs, as its checkpoints tell it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectSession, type SessionManager } from '@plainbox/manager';
import { MemoryJobResult } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { type Observation, SessionObserver, SessionRunner } from '../src/index.js';
import { job, sessionOf } from './kit/session.js';

/** What the session's last checkpoint says. */
async function seen({
  storage,
}: SessionManager): Promise<ConstructorParameters<typeof SessionObserver>[0]> {
  const inspected = await inspectSession(storage);
  if (inspected === undefined) throw new Error('nothing was saved');
  return inspected;
}

function words(observations: readonly Observation[]): string[] {
  return observations.map((observed) =>
    observed.kind === 'jobStarted'
      ? `started ${observed.job} ${observed.attempt}`
      : `finished ${observed.job} ${observed.attempt} ${observed.result.outcome}`,
  );
}

describe('an observer', () => {
  test('tells each result once, and none that was there before', async () => {
    const manager = await sessionOf([job('a', 'true'), job('b', 'true')]);
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    await manager.checkpoint();
    const observer = new SessionObserver(await seen(manager));
    expect(words(observer.observe(await seen(manager)))).toEqual([]);

    manager.state.updateJobResult('b', new MemoryJobResult({ outcome: 'fail' }));
    manager.state.updateJobResult('b', new MemoryJobResult({ outcome: 'pass' }));
    await manager.checkpoint();
    const after = await seen(manager);
    expect(words(observer.observe(after))).toEqual(['finished b 1 fail', 'finished b 2 pass']);
    expect(words(observer.observe(after))).toEqual([]);
    expect(observer.standing).toEqual({ done: ['a', 'b'], toDo: [] });
    expect(observer.results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
  });

  test('tells the start of all jobs that run side by side, in their order', async () => {
    const waits = 'until test -e "$PLAINBOX_SESSION_SHARE/seen"; do sleep 0.01; done';
    const units = [job('a', waits), job('b', waits), job('c', 'true', { depends: 'd' })];
    const manager = await sessionOf([...units, job('d', waits)]);
    await manager.checkpoint();
    const observer = new SessionObserver(await seen(manager));
    const told: string[] = [];
    const runner = new SessionRunner(manager, { jobs: 3 });
    const third = new Promise<void>((resolve) => {
      let started = 0;
      runner.on('jobStarted', () => {
        started += 1;
        if (started === 3) resolve();
      });
    });
    const run = runner.run();
    await third;
    told.push(...words(observer.observe(await seen(manager))));
    writeFileSync(join(manager.directories?.sessionSharePathname ?? '', 'seen'), '');
    await run;
    expect(told).toEqual(['started a 1', 'started b 1', 'started d 1']);
    expect(words(observer.observe(await seen(manager))).sort()).toEqual([
      'finished a 1 pass',
      'finished b 1 pass',
      'finished c 1 pass',
      'finished d 1 pass',
    ]);
    expect(observer.isIncomplete).toBe(false);
  });

  test('tells what runs when it comes, and of other programs the one job that they name', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    manager.state.updateMetadata({ runningJobName: 'a' });
    await manager.checkpoint();
    const observer = new SessionObserver(await seen(manager));
    expect(words(observer.observe(await seen(manager)))).toEqual(['started a 1']);
    expect(observer.standing).toEqual({ done: [], toDo: ['a'] });
  });

  test('takes what is no note of a runner for none', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    manager.data.set('runner', { running: 'everything' });
    await manager.checkpoint();
    const observer = new SessionObserver(await seen(manager));
    expect(observer.observe(await seen(manager))).toEqual([]);
  });
});
