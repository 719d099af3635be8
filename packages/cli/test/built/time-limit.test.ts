import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';
import { isAlive } from './is-alive.js';

/** The first job and what it starts in the background would stay for a minute, and hear no SIGTERM. */
const JOBS = `
id: slow
plugin: shell
command:
 trap '' TERM
 (trap '' TERM; while :; do sleep 60; done) &
 echo $$ $! > pids
 while :; do sleep 60; done

id: quick
plugin: shell
command: echo quick
`;

/** Long enough for a job to start on a machine that has other work, and short against what the first one takes. */
const LIMIT = '3';

const pids = async ({ folder }: Workplace): Promise<number[]> =>
  (await readFile(join(folder, 'pids'), 'utf8')).trim().split(' ').map(Number);

/** What came of each job. */
async function results(workplace: Workplace): Promise<Record<string, unknown>> {
  const { jobs } = await workplace.answer(['show']);
  return Object.fromEntries(
    jobs.map(({ id, outcome }: { id: string; outcome: string }) => [id, outcome]),
  );
}

test('--timeout stops each job that takes longer, with all that it started, and goes on', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--timeout', LIMIT]);
  expect(run.code).toBe(100);
  expect(await results(workplace)).toEqual({ slow: 'crash', quick: 'pass' });
  const started = await pids(workplace);
  // Who was killed keeps a number until the machine has taken note of it.
  await expect.poll(() => started.map(isAlive), { timeout: 10_000 }).toEqual([false, false]);
  const shown = await workplace.plainbox(['show', '--state']);
  expect(shown.stdout).toContain(`it took longer than ${LIMIT} s`);
});

test('resume takes its own limit', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
    onLine: (line, child) => {
      if (JSON.parse(line).event === 'job-begins') child.kill('SIGTERM');
    },
  });
  expect(run.code).toBe(143);
  expect((await workplace.plainbox(['resume', `--timeout=${LIMIT}`])).code).toBe(100);
  expect(await results(workplace)).toEqual({ slow: 'crash', quick: 'pass' });
});

test('a configuration file sets the limit, and the option goes over it', async ({ workplace }) => {
  await workplace.write('plainbox.config.json', '{"timeout": 0.5}');
  await workplace.write('jobs.pxu', 'id: slow\nplugin: shell\ncommand: sleep 1.5\n');
  const { settings } = await workplace.answer(['config']);
  expect(settings).toContainEqual(expect.objectContaining({ name: 'timeout', value: 0.5 }));
  await workplace.plainbox(['run', 'jobs.pxu']);
  expect(await results(workplace)).toEqual({ slow: 'crash' });
  await workplace.plainbox(['run', 'jobs.pxu', '--timeout', '60']);
  expect(await results(workplace)).toEqual({ slow: 'pass' });
});

test.for([['0'], ['0.0'], ['-1'], ['1e3'], ['10m'], ['Infinity']])(
  '--timeout %s is no number of seconds: exit 2',
  async ([seconds], { workplace }) => {
    const refused = await workplace.plainbox(['run', 'jobs.pxu', `--timeout=${seconds}`]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('seconds above 0');
  },
);
