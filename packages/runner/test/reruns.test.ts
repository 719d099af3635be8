import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionRunner } from '../src/index.js';
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
