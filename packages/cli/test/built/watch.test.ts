// Sessions that another process runs, as somebody else sees them.
import { expect } from 'vitest';
import { faultsOf } from '../schemas/published-schemas.js';
import { test, type Workplace } from './cli-fixture.js';
import { deviceSession, UNITS } from './device-session.js';

const JOBS = `
id: first
plugin: shell
command: until test -e go; do sleep 0.05; done

id: second
plugin: shell
command: until test -e end; do sleep 0.05; done; exit 3
`;

/** Starts a run; `begun` when its first job has begun. */
function begin(workplace: Workplace): {
  readonly begun: Promise<void>;
  readonly ended: ReturnType<Workplace['plainbox']>;
} {
  let ended: ReturnType<Workplace['plainbox']> | undefined;
  const begun = new Promise<void>((resolve) => {
    ended = workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
      onLine: (line) => JSON.parse(line).event === 'job-begins' && resolve(),
    });
  });
  return { begun, ended: ended as unknown as ReturnType<Workplace['plainbox']> };
}

test('tells each job as it begins and ends, until the run does', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  const run = begin(workplace);
  await run.begun;
  // Each job ends only after the watcher has told that it runs.
  const watched = await workplace.plainbox(['watch', '--jsonl', '--exit-status'], {
    onLine(line) {
      const { event, job } = JSON.parse(line);
      if (event === 'job-begins') void workplace.write(job === 'first' ? 'go' : 'end', '');
    },
  });
  expect((await run.ended).code).toBe(100);
  expect(watched.code).toBe(100);
  const events = watched.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const event of events) expect(faultsOf(event, 'plainbox-run-event/1')).toEqual([]);
  expect(events).toMatchObject([
    { event: 'session-begins', kept: [], todo: ['first', 'second'] },
    { event: 'job-begins', job: 'first', attempt: 1 },
    { event: 'job-ends', job: 'first', attempt: 1, outcome: 'pass' },
    { event: 'job-begins', job: 'second', attempt: 1 },
    { event: 'job-ends', job: 'second', attempt: 1, outcome: 'fail' },
    { event: 'session-ends', status: 'finished', exitCode: 100, outcomes: { pass: 1, fail: 1 } },
  ]);

  // Nobody is at work on it any more.
  const after = await workplace.plainbox(['watch']);
  expect(after.code).toBe(0);
  expect(after.stderr).toMatch(/^nobody is at work on session pbox-/);
  expect(after.stdout).toMatch(/^(pass|fail)\t1\t/);
  expect(await workplace.answer(['watch'])).toMatchObject({ status: 'finished', finished: [] });
  expect((await workplace.refusal(['watch', 'nope'])).exit).toBe(3);
});

test('tells the begin of each of several jobs that run side by side', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  let begun = 0;
  let watched: ReturnType<Workplace['plainbox']> | undefined;
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--jobs', '2', '--jsonl'], {
    onLine(line) {
      if (JSON.parse(line).event !== 'job-begins') return;
      begun += 1;
      if (begun < 2) return;
      watched = workplace.plainbox(['watch', '--jsonl'], {
        onLine(told) {
          const { event, job } = JSON.parse(told);
          if (event === 'job-begins') void workplace.write(job === 'first' ? 'go' : 'end', '');
        },
      });
    },
  });
  expect(run.code).toBe(100);
  const events = (await watched)?.stdout ?? '';
  const begins = events.split('\n').filter((line) => line.includes('job-begins'));
  expect(begins.map((line) => JSON.parse(line).job).sort()).toEqual(['first', 'second']);
});

test('in a terminal it shows the run, and Ctrl-C leaves the run alone', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  const run = begin(workplace);
  await run.begun;
  expect((await workplace.plainbox(['show'])).stderr).toMatch(
    /2 jobs still to do; at work \(pid \d+\): watch it with {2}\S.* watch/,
  );
  await using watching = workplace.terminal(['watch']);
  await watching.shows('▸ first');
  await workplace.write('go', '');
  await watching.shows(/passed +first/);
  await watching.shows('▸ second');
  watching.type('\u0003');
  expect(await watching.ended).toBe(130);
  expect(watching.text).toContain('the session goes on without being watched');

  await workplace.write('end', '');
  expect((await run.ended).code).toBe(100);
});

test.for(['--json', '--jsonl'])(
  'interrupted with %s it tells no end of what goes on',
  async (form, { workplace }) => {
    await workplace.write('jobs.pxu', JOBS);
    const run = begin(workplace);
    await run.begun;
    await using watching = workplace.terminal(['watch', form]);
    await watching.shows('first');
    watching.type('\u0003');
    expect(await watching.ended).toBe(130);
    expect(watching.text).not.toContain('session-ends');
    expect(watching.text).not.toContain('stopped');
    if (form === '--json') expect(watching.text).toContain('"status": "running"');

    await workplace.write('go', '');
    await workplace.write('end', '');
    expect((await run.ended).code).toBe(100);
  },
);

test('of a session about several devices it tells those of all, each with its device', async ({
  workplace,
}) => {
  const wait = (id: string): string =>
    `until test -e ${id}-on-\${PLAINBOX_DEVICE:-here}; do sleep 0.05; done`;
  const jobs = [{ id: 'first', plugin: 'shell', command: wait('first') }];
  await deviceSession(
    workplace,
    [
      [null, ['first']],
      ['phone', ['first']],
    ],
    jobs,
  );
  let begun = (): void => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const run = workplace.plainbox(['resume', ...UNITS, '--jsonl'], {
    onLine: (line) => JSON.parse(line).event === 'job-begins' && begun(),
  });
  await hasBegun;
  const watched = await workplace.plainbox(['watch', '--jsonl'], {
    onLine(line) {
      const { event, job, device = 'here' } = JSON.parse(line);
      if (event === 'job-begins') void workplace.write(`${job}-on-${device}`, '');
    },
  });
  expect((await run).code).toBe(0);
  const events = watched.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const event of events) expect(faultsOf(event, 'plainbox-run-event/1')).toEqual([]);
  const [, begins] = events;
  expect(begins).not.toHaveProperty('device');
  expect(events).toMatchObject([
    { event: 'session-begins', todo: ['first', 'first'] },
    { event: 'job-begins', job: 'first' },
    { event: 'job-ends', job: 'first', outcome: 'pass' },
    { event: 'job-begins', job: 'first', device: 'phone' },
    { event: 'job-ends', job: 'first', device: 'phone', outcome: 'pass' },
    { event: 'session-ends', status: 'finished', outcomes: { pass: 2 } },
  ]);
  expect((await workplace.plainbox(['watch'])).stdout).toMatch(/^pass\t2\t/);
});
