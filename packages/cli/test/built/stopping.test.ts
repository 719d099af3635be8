import type { ChildProcess } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';
import { isAlive } from './is-alive.js';

/** The first job ends at once; the second one waits until somebody ends it. */
const JOBS = `
id: quick
plugin: shell
command: echo quick >> began

id: slow
plugin: shell
command:
 echo slow >> began
 echo $$ > pid.new
 mv pid.new pid
 test -e go || sleep 60

id: last
plugin: shell
command: echo last >> began
`;

/** Once it has told its process: that its job begins is said a little earlier. */
const whenSlowRuns =
  ({ folder }: Workplace, then: (child: ChildProcess) => void) =>
  async (line: string, child: ChildProcess): Promise<void> => {
    const event = JSON.parse(line);
    if (event.event !== 'job-begins' || event.job !== 'slow') return;
    const isThere = () =>
      access(join(folder, 'pid')).then(
        () => true,
        () => false,
      );
    await expect.poll(isThere, { timeout: 10_000 }).toBe(true);
    then(child);
  };

const began = async ({ folder }: Workplace): Promise<string[]> =>
  (await readFile(join(folder, 'began'), 'utf8')).trimEnd().split('\n');

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s stops the job, keeps the session, and says how to go on',
  async ([signal, exitCode], { workplace }) => {
    await workplace.write('jobs.pxu', JOBS);
    const run = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
      onLine: whenSlowRuns(workplace, (child) => child.kill(signal)),
    });
    expect(run.code).toBe(exitCode);
    expect(run.stderr).toMatch(/resume pbox-/);
    const started = Number(await readFile(join(workplace.folder, 'pid'), 'utf8'));
    await expect.poll(() => isAlive(started), { timeout: 10_000 }).toBe(false);

    await workplace.write('go', '');
    const resume = await workplace.plainbox(['resume', '--jsonl']);
    expect(resume.code).toBe(0);
    const [begin] = resume.stdout.split('\n').map((line) => line && JSON.parse(line));
    expect(begin).toMatchObject({
      event: 'session-begins',
      kept: ['quick'],
      todo: ['slow', 'last'],
    });
    expect(await began(workplace)).toEqual(['quick', 'slow', 'slow', 'last']);
  },
);

test('a second Ctrl-C kills a job that will not stop', async ({ workplace }) => {
  await workplace.write(
    'jobs.pxu',
    "id: stubborn\nplugin: shell\ncommand:\n trap '' INT TERM\n echo x\n while :; do sleep 0.05; done\n",
  );
  let lastRequest = Number.NaN;
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
    onLine(line, child) {
      if (JSON.parse(line).event !== 'job-begins') return;
      child.stderr?.once('data', () => {
        lastRequest = performance.now();
        child.kill('SIGINT');
      });
      child.kill('SIGINT');
    },
  });
  expect(run.code).toBe(130);
  // Less than the two seconds that a job is given after the first request.
  expect(performance.now() - lastRequest).toBeLessThan(1900);
});

test('a second process is told who has the session, and takes over once that one is dead', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  let second: ReturnType<Workplace['plainbox']> | undefined;
  const first = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
    onLine: whenSlowRuns(workplace, (child) => {
      second = workplace.plainbox(['resume']);
      second.then(() => process.kill(-(child.pid ?? 0), 'SIGKILL'));
    }),
  });
  expect(first.signal).toBe('SIGKILL');
  const refused = await second;
  expect(refused).toMatchObject({ code: 5, stdout: '' });
  expect(refused?.stderr).toContain('[LOCKED]');
  expect(refused?.stderr).toContain(hostname());
  expect(refused?.stderr).toMatch(/\d+/);

  // What the kill left running would wait for a minute.
  process.kill(Number(await readFile(join(workplace.folder, 'pid'), 'utf8')), 'SIGKILL');
  await workplace.write('go', '');
  const third = await workplace.plainbox(['resume', '--jsonl']);
  expect(third.code).toBe(0);
  expect(await began(workplace)).toEqual(['quick', 'slow', 'slow', 'last']);
});
