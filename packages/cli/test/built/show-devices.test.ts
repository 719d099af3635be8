// Sessions about several devices, as they are shown, planned and reported.
import { expect } from 'vitest';
import { faultsOf } from '../schemas/published-schemas.js';
import { test } from './cli-fixture.js';
import { deviceSession, JOBS, UNITS, writeJobs } from './device-session.js';

interface Job {
  readonly id: string;
  readonly device?: string;
  readonly outcome: string | null;
}

const told = (jobs: readonly Job[]): unknown[] =>
  jobs.map(({ id, device, outcome }) => [id, device, outcome]);

const rows = (stdout: string): string[][] =>
  stdout
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));

test('show lists the jobs of all devices, each with the name of its own, and counts over all', async ({
  workplace,
}) => {
  await deviceSession(workplace);
  const before = await workplace.answer(['show']);
  expect(told(before.jobs)).toEqual([
    ['disk', undefined, null],
    ['disk', 'phone', null],
    ['battery', 'phone', null],
  ]);
  expect((await workplace.plainbox(['show'])).stderr).toContain('3 jobs still to do');

  await workplace.plainbox(['resume', ...UNITS]);
  const after = [
    ['disk', undefined, 'pass'],
    ['disk', 'phone', 'fail'],
    ['battery', 'phone', 'pass'],
  ];
  expect(told((await workplace.answer(['show'])).jobs)).toEqual(after);
  const full = await workplace.answer(['show', ...UNITS]);
  expect(told(full.jobs)).toEqual(after);
  expect(full.jobs[2]).toMatchObject({ summary: 'It is charged' });

  const { stdout } = await workplace.plainbox(['show']);
  expect(rows(stdout).map((row) => [row[0], row[1], row[3], row[5]])).toEqual([
    ['disk', 'pass', '1', ''],
    ['disk', 'fail', '1', 'phone'],
    ['battery', 'pass', '1', 'phone'],
  ]);
  await using shown = workplace.terminal(['show']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toMatch(/^job +device +outcome +time/);
  expect(shown.text).toMatch(/disk +phone +☒ failed/);
});

test('show --state tells the first device, as plainbox (Python) does', async ({ workplace }) => {
  await deviceSession(workplace);
  expect(await workplace.answer(['show', '--state', ...UNITS])).toMatchObject({
    desired_job_list: ['disk'],
  });
});

test('show says which device the job runs on', async ({ workplace }) => {
  const units = [
    { id: 'fatal', plugin: 'shell', command: 'test -z "$PLAINBOX_DEVICE" || kill -9 $PPID' },
  ];
  await deviceSession(
    workplace,
    [
      [null, ['fatal']],
      ['phone', ['fatal']],
    ],
    units,
  );
  expect((await workplace.plainbox(['resume', ...UNITS])).signal).toBe('SIGKILL');
  expect((await workplace.answer(['show'])).session).toMatchObject({
    runningJob: 'fatal',
    runningDevice: 'phone',
  });
  expect(await workplace.answer(['resume', '--dry-run', ...UNITS])).toMatchObject({
    kept: ['fatal'],
    runAgain: [{ job: 'fatal', device: 'phone', cause: 'cut-off' }],
  });
});

test.for([[null], ['rig']])(
  'of a session about one device, called %s, no device is shown',
  async ([name = null], { workplace }) => {
    await deviceSession(workplace, [[name, ['disk']]]);
    for (const words of [['show'], ['resume', '--dry-run', ...UNITS], ['export', '-f', 'json']]) {
      const { code, stdout, stderr } = await workplace.plainbox(words);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toMatch(/rig|device/);
    }
    expect(rows((await workplace.plainbox(['show'])).stdout)).toEqual([
      ['disk', 'none', '', '0', ''],
    ]);
    expect(told((await workplace.answer(['show'])).jobs)).toEqual([['disk', undefined, null]]);
  },
);

test('the plan of a resume tells what is done on each device', async ({ workplace }) => {
  await deviceSession(workplace);
  const words = ['resume', '--dry-run', ...UNITS];
  // The same job: never started here, with a result there.
  await workplace.plainbox(['mark', 'disk', '--device', 'phone', '--outcome', 'pass', ...UNITS]);
  expect(await workplace.answer(words)).toMatchObject({
    kept: ['disk'],
    neverStarted: ['disk', 'battery'],
    devices: [
      { device: null, kept: [], neverStarted: ['disk'] },
      { device: 'phone', kept: ['disk'], neverStarted: ['battery'] },
    ],
  });
  const piped = await workplace.plainbox(words);
  expect(rows(piped.stdout)).toEqual([
    ['disk', 'new', '', ''],
    ['disk', 'kept', 'pass', 'phone'],
    ['battery', 'new', '', 'phone'],
  ]);
  expect(piped.stderr).toContain('1 result kept, 0 decided, 0 to run again, 2 never started');
  await using shown = workplace.terminal(words);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toMatch(/^job +device +plan +why/);
});

test('the plan names the device whose job waits for a reboot', async ({ workplace }) => {
  const jobs = [{ id: 'boot', plugin: 'shell', command: 'true', flags: 'noreturn' }];
  await deviceSession(
    workplace,
    [
      ['phone', ['boot']],
      ['tablet', ['boot']],
    ],
    jobs,
  );
  await workplace.plainbox(['resume', ...UNITS]);
  expect(await workplace.answer(['resume', '--dry-run', ...UNITS])).toMatchObject({
    awaitReboot: ['boot'],
    devices: [
      { device: 'phone', awaitReboot: ['boot'], neverStarted: [] },
      { device: 'tablet', awaitReboot: [], neverStarted: ['boot'] },
    ],
  });
});

test('a changed, a gone and a new job are told with the device that they are on', async ({
  workplace,
}) => {
  await deviceSession(workplace);
  await workplace.plainbox(['resume', ...UNITS]);
  const [disk = JOBS[0]] = JOBS;
  await writeJobs(workplace, [
    { ...disk, id: 'disk', command: 'true' },
    { id: 'screen', plugin: 'shell', command: 'true' },
  ]);
  const words = ['resume', ...UNITS, '--on-changed', 'keep'];
  const planned = await workplace.plainbox([...words, '--dry-run']);
  const resumed = await workplace.plainbox([...words, '--jsonl']);
  for (const { stderr } of [planned, resumed]) {
    expect(stderr).toContain('the definition of disk has changed: its result is kept');
    expect(stderr).toContain('the definition of disk on phone has changed: its result is kept');
    expect(stderr).toContain('battery on phone is gone from the job files');
    expect(stderr).toContain('screen on phone is new in the job files');
    expect(stderr).not.toMatch(/battery is (new|gone)/);
  }
  const events = resumed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const event of events) expect(faultsOf(event, 'plainbox-run-event/1')).toEqual([]);
  expect(events).toContainEqual({ event: 'changed-job', job: 'disk', policy: 'keep' });
  expect(events).toContainEqual({
    event: 'changed-job',
    job: 'disk',
    device: 'phone',
    policy: 'keep',
  });
  expect(events).toContainEqual({ event: 'gone-job', job: 'battery', device: 'phone' });
});

test('a report tells the jobs of all devices, with and without job files', async ({
  workplace,
}) => {
  await deviceSession(workplace);
  await workplace.plainbox(['resume', ...UNITS]);
  for (const words of [[], UNITS]) {
    const { code, stdout } = await workplace.plainbox(['export', '-f', 'json', ...words]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(faultsOf(report)).toEqual([]);
    expect(told(report.jobs)).toEqual([
      ['disk', undefined, 'pass'],
      ['disk', 'phone', 'fail'],
      ['battery', 'phone', 'pass'],
    ]);
    expect(report.jobs[1].attempts[0].output).toBe('looked\n');
    expect(report.jobs[2].summary).toBe(words.length > 0 ? 'It is charged' : null);
    expect(report.devices).toMatchObject([{ device: null }, { device: 'phone' }]);
  }
  const text = await workplace.plainbox(['export']);
  expect(text.stdout).toContain('3 jobs: 2 passed, 1 failed, 0 skipped, 0 not run');
  expect(text.stdout).toContain('--- disk on phone\nlooked\n');
});

test('devices are told in the order of the session, with and without job files', async ({
  workplace,
}) => {
  await deviceSession(workplace, [
    [null, ['disk']],
    ['tablet', ['disk']],
    ['phone', ['disk']],
    ['camera', ['disk']],
  ]);
  const order = [undefined, 'tablet', 'phone', 'camera'];
  const devicesOf = (jobs: readonly Job[]): unknown[] => jobs.map(({ device }) => device);
  for (const words of [[], UNITS]) {
    expect(devicesOf((await workplace.answer(['show', ...words])).jobs)).toEqual(order);
    const { stdout } = await workplace.plainbox(['export', '-f', 'json', ...words]);
    expect(devicesOf(JSON.parse(stdout).jobs)).toEqual(order);
  }
});
