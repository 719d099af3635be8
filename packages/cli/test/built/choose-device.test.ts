// Commands that are about jobs of one of several devices.
import { expect } from 'vitest';
import { test } from './cli-fixture.js';
import { deviceSession, UNITS } from './device-session.js';

interface Attempts {
  readonly attempts: readonly unknown[];
}

test('rerun takes what failed on any device, or on the one that is named', async ({
  workplace,
}) => {
  await deviceSession(workplace);
  await workplace.plainbox(['resume', ...UNITS]);
  const rerun = ['rerun', ...UNITS];
  const attempts = async (): Promise<number[]> =>
    (await workplace.answer(['show'])).jobs.map((job: Attempts) => job.attempts.length);

  expect((await workplace.answer([...rerun, '--dry-run'])).runAgain).toMatchObject([
    { job: 'disk', device: 'phone', cause: 'requested' },
  ]);
  expect(await workplace.answer(rerun)).toMatchObject({ finished: ['disk'] });
  expect(await attempts()).toEqual([1, 2, 1]);

  expect(await workplace.answer([...rerun, '--job', 'disk'])).toMatchObject({
    finished: ['disk', 'disk'],
  });
  expect(await attempts()).toEqual([2, 3, 1]);

  const there = await workplace.plainbox([...rerun, '--all', '--device', 'phone']);
  expect(there.stderr).toContain('2 jobs to run again');
  expect(await attempts()).toEqual([2, 4, 2]);

  const here = await workplace.answer([...rerun, '--all', '--device', '', '--dry-run']);
  expect(here.runAgain).toMatchObject([{ job: 'disk', cause: 'requested' }]);
  expect(here.runAgain[0]).not.toHaveProperty('device');
  expect(await workplace.refusal([...rerun, '--device='])).toMatchObject({
    exit: 4,
    error: { code: 'NOTHING_TO_DO' },
  });
  expect(await workplace.refusal([...rerun, '--device', 'tablet'])).toMatchObject({
    exit: 3,
    error: { code: 'DEVICE_NOT_FOUND', details: ['it is about: this machine, phone'] },
  });
  expect(await attempts()).toEqual([2, 4, 2]);
});

test('mark asks for the device of a job that is on several, and marks it there alone', async ({
  workplace,
}) => {
  await deviceSession(workplace);
  await workplace.plainbox(['resume', ...UNITS]);
  const verdict = [...UNITS, '--outcome', 'skip'];
  const before = await workplace.answer(['show']);
  const refused = await workplace.refusal(['mark', 'disk', ...verdict]);
  expect(refused).toMatchObject({ exit: 3, error: { code: 'AMBIGUOUS_DEVICE' } });
  expect(refused.error.message).toContain("the job 'disk' on several devices: this machine, phone");
  expect(refused.error.advice).toContain('--device NAME');
  expect(await workplace.answer(['show'])).toEqual(before);

  expect(await workplace.answer(['mark', 'disk', '--device', 'phone', ...verdict])).toMatchObject({
    job: 'disk',
    device: 'phone',
    attempt: 2,
    before: 'fail',
  });
  const here = await workplace.answer(['mark', 'disk', '--device', '', ...verdict]);
  expect(here).toMatchObject({ job: 'disk', attempt: 2, before: 'pass' });
  expect(here).not.toHaveProperty('device');
  expect((await workplace.answer(['show'])).jobs).toMatchObject([
    { id: 'disk', attempts: [{ outcome: 'pass' }, { outcome: 'skip' }] },
    { id: 'disk', device: 'phone', attempts: [{ outcome: 'fail' }, { outcome: 'skip' }] },
    { id: 'battery', attempts: [{ outcome: 'pass' }] },
  ]);
});

test('mark finds a job that one device alone has, and refuses devices without it', async ({
  workplace,
}) => {
  await deviceSession(workplace);
  const verdict = [...UNITS, '--outcome', 'pass'];
  const piped = await workplace.plainbox(['mark', 'battery', ...verdict]);
  expect(piped).toMatchObject({ code: 0, stdout: 'battery\tpass\t1\tnone\tphone\n' });
  const refused = await workplace.refusal(['mark', 'battery', '--device', '', ...verdict]);
  expect(refused).toMatchObject({ exit: 3, error: { code: 'JOB_NOT_FOUND' } });
  expect(refused.error.message).toContain("no job 'battery' on this machine");
  expect(await workplace.refusal(['mark', 'disk', '--device', 'rig', ...verdict])).toMatchObject({
    exit: 3,
    error: { code: 'DEVICE_NOT_FOUND' },
  });
});

test('a session about one device takes its name, and no other', async ({ workplace }) => {
  await deviceSession(workplace, [[null, ['disk']]]);
  const words = ['mark', 'disk', ...UNITS, '--outcome', 'pass'];
  expect(await workplace.answer([...words, '--device', ''])).toMatchObject({ job: 'disk' });
  expect(await workplace.refusal([...words, '--device', 'phone'])).toMatchObject({
    exit: 3,
    error: { code: 'DEVICE_NOT_FOUND', details: ['it is about: this machine'] },
  });
});

test('devices, and the jobs of all of them, are completed', async ({ workplace }) => {
  await deviceSession(workplace);
  const complete = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await workplace.plainbox(['__complete', '--', ...words]);
    return stdout.split('\n').filter((line) => line !== '');
  };
  expect(await complete('rerun', '--device', '')).toEqual(['phone']);
  expect(await complete('mark', 'battery', '--device', 'p')).toEqual(['phone']);
  expect(await complete('mark', 'latest', 'battery', '--device', 'p')).toEqual(['phone']);
  expect(await complete('mark', 'latest', '')).toEqual([
    'disk\tnot run, not run on phone',
    'battery\tnot run on phone',
  ]);
  expect(await complete('logs', 'latest', '')).toEqual([
    'disk\tnot run, not run on phone',
    'battery\tnot run on phone',
  ]);
  // What is edited is the first device.
  expect(await complete('edit', '--add-job', '')).not.toContain('battery\tnot run on phone');
});

test('logs tell what was written on each device, or on the one that is named', async ({
  workplace,
}) => {
  await deviceSession(workplace, undefined, [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    { id: 'disk', plugin: 'shell', command: 'echo "on ${PLAINBOX_DEVICE-here}"' },
    { id: 'battery', plugin: 'shell', command: 'echo full' },
  ]);
  await workplace.plainbox(['resume', ...UNITS]);
  const { stdout, stderr } = await workplace.plainbox(['logs', 'latest', 'disk']);
  expect(stdout).toBe('on here\non phone\n');
  expect(stderr).toBe('==> disk <==\n==> disk on phone <==\n');
  const there = await workplace.plainbox(['logs', 'latest', 'disk', '--device', 'phone']);
  expect(there).toMatchObject({ stdout: 'on phone\n', stderr: '' });
  const { attempts } = await workplace.answer(['logs']);
  expect(
    attempts.map(({ job, device }: { job: string; device?: string }) => [job, device]),
  ).toEqual([
    ['disk', undefined],
    ['disk', 'phone'],
    ['battery', 'phone'],
  ]);
});

test('replay asks for the device of a job that ran on several', async ({ workplace }) => {
  await deviceSession(workplace);
  await workplace.plainbox(['resume', ...UNITS]);
  const ambiguous = await workplace.plainbox(['replay', 'disk', '--max-idle', '0']);
  expect(ambiguous.code).toBe(3);
  expect(ambiguous.stderr).toContain('AMBIGUOUS_DEVICE');
  const there = ['replay', 'disk', '--device', 'phone', '--max-idle', '0'];
  expect((await workplace.plainbox(there)).stdout).toBe('looked\n');
  expect((await workplace.plainbox(['replay', 'battery', '--max-idle', '0'])).code).toBe(0);
});
