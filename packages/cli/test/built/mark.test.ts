// Results that somebody gives by hand.
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: broken
plugin: shell
command: false

id: after
plugin: shell
command: echo after
depends: broken
`;

test('a verdict is a new attempt, and what waits for the job can run then', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  expect((await workplace.plainbox(['run', 'jobs.pxu'])).code).toBe(100);
  const words = ['mark', 'broken', '--outcome', 'pass', '--comment', 'known and harmless'];
  const before = await workplace.answer(['show']);
  expect(await workplace.answer([...words, '--dry-run'])).toMatchObject({
    dryRun: true,
    attempt: 2,
    before: 'fail',
  });
  expect(await workplace.answer(['show'])).toEqual(before);
  expect(await workplace.answer(words)).toMatchObject({
    dryRun: false,
    job: 'broken',
    attempt: 2,
    before: 'fail',
    outcome: 'pass',
    comments: 'known and harmless',
  });
  const { jobs } = await workplace.answer(['show']);
  expect(jobs[0]).toMatchObject({
    id: 'broken',
    outcome: 'pass',
    attempts: [{ outcome: 'fail' }, { outcome: 'pass', comments: 'known and harmless' }],
  });
  expect((await workplace.plainbox(['rerun', '--job', 'after'])).code).toBe(0);

  const piped = await workplace.plainbox(['mark', 'latest', 'after', '--outcome', 'skip']);
  expect(piped).toMatchObject({ code: 0, stdout: 'after\tskip\t3\tpass\n' });
  await using shown = workplace.terminal(['mark', 'after', '--outcome', 'fail']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toMatch(/after +☒ failed +4 +☐ skipped by hand/);
});

test('refuses jobs and outcomes that there are not, and changes nothing', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const before = await workplace.answer(['show']);
  expect(await workplace.refusal(['mark', 'nope', '--outcome', 'pass'])).toMatchObject({
    exit: 3,
    error: { code: 'JOB_NOT_FOUND' },
  });
  expect((await workplace.refusal(['mark', 'broken', '--outcome', 'great'])).exit).toBe(2);
  expect((await workplace.refusal(['mark', 'broken'])).exit).toBe(2);
  expect(await workplace.answer(['show'])).toEqual(before);
});
