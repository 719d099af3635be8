import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionRunner } from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { job, reopen, sessionOf, told } from './kit/session.js';

const units = [
  job('a', 'echo run >> "$PLAINBOX_SESSION_SHARE/a"; wc -l < "$PLAINBOX_SESSION_SHARE/a"'),
  job('b', 'true'),
];

test('a rerun is a new attempt with logs of its own', async () => {
  const manager = await sessionOf(units);
  await new SessionRunner(manager).run();
  manager.reruns.add('a');
  const runner = new SessionRunner(manager);
  const words = told(runner);
  await runner.run();
  expect(words).toEqual(['started a', 'finished a pass']);
  const history = manager.state.jobs.get('a')?.resultHistory ?? [];
  const printed = history.map(({ ioLogFilename }) =>
    readFileSync(ioLogFilename?.replace('record.gz', 'stdout') ?? '', 'utf8'),
  );
  expect(printed).toEqual(['1\n', '2\n']);
  expect([...manager.reruns]).toEqual([]);
});

test('the wish for a rerun outlives the process, until there is a new result', async () => {
  const manager = await sessionOf(units);
  await new SessionRunner(manager).run();
  manager.reruns.add('b');
  await manager.checkpoint();
  const again = await reopen(manager, units);
  expect([...again.reruns]).toEqual(['b']);
  const stopped = await new SessionRunner(again).run({ signal: AbortSignal.abort() });
  expect(stopped.left).toEqual(['b']);
  expect((await new SessionRunner(again).run()).finished).toEqual(['b']);
  const last = await reopen(again, units);
  expect([...last.reruns]).toEqual([]);
  expect(existsSync(join(last.directories?.ioLogPathname ?? '', 'b~try2.record.gz'))).toBe(true);
});

test('a wish that is newer than an attempt that was cut off is not met by it', async () => {
  const saves = job('a', `echo '"pass"' > "$PLAINBOX_JOB_RESULT"; echo begun; sleep 60`);
  const manager = await interruptedSession([saves], { when: 'begun' });
  manager.reruns.add('a');
  const runner = new SessionRunner(manager);
  expect(runner.plan().runAgain).toMatchObject([{ job: { id: 'a' } }]);
  const words = told(runner);
  const stop = new AbortController();
  runner.on('output', () => stop.abort());
  await runner.run({ signal: stop.signal });
  expect(words).toEqual(['decision a pass', 'started a']);
  // And the stop has not met it either.
  expect([...manager.reruns]).toEqual(['a']);
});

test('a wish that an attempt was made for is met by what is decided on it', async () => {
  const first = job('a', `echo '"pass"' > "$PLAINBOX_JOB_RESULT"; echo begun; sleep 60`);
  let manager = await interruptedSession([first], { when: 'begun' });
  await new SessionRunner(manager).run();
  manager.reruns.add('a');
  await manager.checkpoint();
  manager = await interruptedSession([first], { when: 'begun', session: manager });
  const runner = new SessionRunner(manager);
  const words = told(runner);
  await runner.run();
  expect(words).toEqual(['decision a pass']);
  expect(new SessionRunner(manager).toDo).toEqual([]);
});

test('a wish that comes while its job runs is kept for another run', async () => {
  const manager = await sessionOf(units);
  const runner = new SessionRunner(manager);
  runner.on('output', () => manager.reruns.add('a'));
  const report = await runner.run();
  expect(report).toMatchObject({ status: 'stopped', finished: ['a', 'b'], left: ['a'] });
});

test('a job that only its name tells of runs again as it was asked for, and not as one that has changed', async () => {
  const manager = await sessionOf([job('a', 'true')]);
  manager.state.updateMetadata({ runningJobName: 'a' }); // As plainbox (Python) notes it.
  manager.reruns.add('a');
  const runner = new SessionRunner(manager, { maxCrashes: 1 });
  const { reason } = runner.plan().runAgain[0] ?? {};
  expect(reason).not.toContain('definition');
  const words = told(runner);
  await runner.run();
  expect(words).toEqual(['decision a crash', 'started a', 'finished a pass']);
});
