import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';
import { cutOffSession } from './cut-off-session.js';

const GOLDEN = fileURLToPath(new URL('../../../codecs/test/golden/cases/', import.meta.url));

test('prints what jobs wrote, titles apart; also of an attempt that was cut off', async ({
  workplace,
}) => {
  await cutOffSession(workplace);
  const all = await workplace.plainbox(['logs']);
  expect(all.code).toBe(0);
  expect(all.stdout).toContain('quick\n');
  expect(all.stdout).toContain('oops\n');
  expect(all.stdout).toContain('about to kill\n');
  expect(all.stderr).toContain('==> quick <==\n');
  const one = await workplace.plainbox(['logs', 'latest', 'quick', '--stream', 'stderr']);
  expect(one).toMatchObject({ stdout: 'oops\n', stderr: '' });
  expect(await workplace.refusal(['logs', 'latest', 'nope'])).toMatchObject({
    exit: 3,
    error: { code: 'JOB_NOT_FOUND' },
  });

  const { attempts } = await workplace.answer(['logs']);
  expect(attempts).toMatchObject([
    { job: 'quick', attempt: 1, hasResult: true, outcome: 'pass' },
    { job: 'killer', attempt: 1, hasResult: false, outcome: null },
  ]);
  expect(Buffer.from(attempts[1].records[0].data, 'base64').toString()).toBe('about to kill\n');

  await workplace.write('go', '');
  await workplace.plainbox(['resume']);
  const both = await workplace.answer(['logs', 'latest', 'killer', '--all-attempts']);
  expect(both.attempts.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'crash',
    'pass',
  ]);
});

test('prints the logs of a session of plainbox (Python)', async ({ workplace }) => {
  const { stdout } = await workplace.plainbox(['logs', join(GOLDEN, 'disk-relative'), 'dmi']);
  expect(stdout).toContain('product: ');
});

const TALKER = `
id: talker
plugin: shell
command:
 echo first
 until test -e go; do sleep 0.05; done
 printf 'second \\033[31mred\\033[0m \\033[2J\\n'

id: other
plugin: shell
command: echo third
`;

test('follows a session at work until it ends', async ({ workplace }) => {
  await workplace.write('jobs.pxu', TALKER);
  const run = runUntil(workplace, 'talker');
  await run.begun;
  let seen = '';
  const logs = await workplace.plainbox(['logs'], {
    onLine(line) {
      seen += `${line}\n`;
      // Only what is told while the job still waits can make it go on.
      if (line === 'first') void workplace.write('go', '');
    },
  });
  expect(logs.code).toBe(0);
  expect(logs.stdout).toBe('first\nsecond \u001b[31mred\u001b[0m \u001b[2J\nthird\n');
  expect(seen).toContain('first\n');
  expect((await run.ended).code).toBe(0);
});

test('in a terminal: in colour, but nothing a job wrote steers it; --no-follow ends at once', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', TALKER);
  const run = runUntil(workplace, 'talker');
  await run.begun;
  expect((await workplace.plainbox(['logs', '--no-follow'])).code).toBe(0);
  await using shown = workplace.terminal(['logs', '--follow']);
  await shown.shows('first');
  await workplace.write('go', '');
  expect(await shown.ended).toBe(0);
  expect(shown.text).toContain('second red \\x1b[2J\n');
  expect(shown.isColored('second red')).toBe(true);
  await run.ended;
});

/** Starts a run, and tells when a job has begun. */
function runUntil(
  workplace: Workplace,
  job: string,
): { readonly begun: Promise<void>; readonly ended: ReturnType<Workplace['plainbox']> } {
  let ended: ReturnType<Workplace['plainbox']> | undefined;
  const begun = new Promise<void>((resolve) => {
    ended = workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
      onLine(line) {
        const event = JSON.parse(line);
        if (event.event === 'job-begins' && event.job === job) resolve();
      },
    });
  });
  return { begun, ended: ended as unknown as ReturnType<Workplace['plainbox']> };
}
