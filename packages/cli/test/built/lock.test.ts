import { hostname } from 'node:os';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';
import { cutOffSession } from './cut-off-session.js';

test('a finished session is free', async ({ workplace }) => {
  await workplace.write('jobs.pxu', 'id: a\nplugin: shell\ncommand: true\n');
  await workplace.plainbox(['run', 'jobs.pxu']);
  expect(await workplace.answer(['lock'])).toMatchObject({ state: 'free', owner: null });
  expect((await workplace.plainbox(['lock'])).stdout).toBe('free\t\t\t\n');
});

test('the lock of a dead process is told as such, and taken away', async ({ workplace }) => {
  await cutOffSession(workplace);
  const seen = await workplace.answer(['lock']);
  expect(seen).toMatchObject({
    state: 'dead',
    broken: false,
    owner: { host: hostname(), fence: 1 },
  });
  expect(await workplace.answer(['lock', '--break', '--dry-run'])).toMatchObject({ broken: false });
  expect(await workplace.answer(['lock'])).toMatchObject({ state: 'dead' });

  expect(await workplace.answer(['lock', '--break'])).toMatchObject({ broken: true });
  expect(await workplace.answer(['lock'])).toMatchObject({ state: 'free' });
});

test('the lock of a living process stays, and only force takes it', async ({ workplace }) => {
  await workplace.write(
    'jobs.pxu',
    'id: slow\nplugin: shell\ncommand: touch begun; until test -e go; do sleep 0.05; done\n',
  );
  let looks: Promise<unknown> | undefined;
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
    onLine(line, child) {
      if (JSON.parse(line).event !== 'job-begins') return;
      looks = (async () => {
        const held = await workplace.answer(['lock']);
        expect(held).toMatchObject({ state: 'held', owner: { pid: child.pid } });
        expect(await workplace.refusal(['lock', '--break'])).toMatchObject({ exit: 5 });
        expect(await workplace.refusal(['lock', '--force'])).toMatchObject({
          exit: 2,
          error: { code: 'CONFIRMATION_NEEDED' },
        });
        expect(await workplace.answer(['lock', '--force', '--yes'])).toMatchObject({
          broken: true,
        });
      })().finally(() => workplace.write('go', ''));
    },
  });
  await looks;
  // It could not save its last result any more.
  expect(run.code).toBe(5);
  expect(run.stderr).toContain('LOCK_LOST');
});

test('in a terminal: a table', async ({ workplace }) => {
  await cutOffSession(workplace);
  await using lock = workplace.terminal(['lock']);
  expect(await lock.ended).toBe(0);
  expect(lock.text).toMatch(/^lock +pid +host +since\ndead +\d+ +\S+ +20\d\d-/);
});
