import { expect } from 'vitest';
import { test } from './cli-fixture.js';
import { cutOffSession } from './cut-off-session.js';

test('resume --dry-run says what is kept, run again and why, and never started', async ({
  workplace,
}) => {
  const { id, folder } = await cutOffSession(workplace);
  const plan = await workplace.answer(['resume', '--dry-run']);
  expect(plan).toMatchObject({
    id,
    location: folder,
    kept: ['quick'],
    decided: [],
    runAgain: [{ job: 'killer', cause: 'cut-off' }],
    neverStarted: ['last'],
    lost: [],
  });
  const decided = await workplace.answer(['resume', '--dry-run', '--max-crashes', '1']);
  expect(decided.decided).toMatchObject([{ job: 'killer', outcome: 'crash', rule: 'crash' }]);

  const piped = await workplace.plainbox(['resume', '--dry-run']);
  expect(piped.code).toBe(0);
  const rows = piped.stdout.trimEnd().split('\n');
  expect(rows.map((row) => row.split('\t').slice(0, 2))).toEqual([
    ['quick', 'kept'],
    ['killer', 'again'],
    ['last', 'new'],
  ]);
  expect(rows[1]).toContain('Cut off: ');
  // Nothing was done, nor was the lock taken.
  expect(await workplace.answer(['lock'])).toMatchObject({ state: 'dead', owner: { fence: 1 } });

  await using shown = workplace.terminal(['resume', '--dry-run']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toMatch(/^job +plan +why/);
  expect(shown.text).toContain('1 result kept, 0 decided, 1 to run again, 1 never started');

  await workplace.write('go', '');
  const end = await workplace.answer(['resume']);
  expect(end).toMatchObject({
    status: 'finished',
    exitCode: 0,
    outcomes: { pass: 3 },
    finished: ['killer', 'last'],
    left: [],
  });
  expect((await workplace.plainbox(['resume', '--dry-run'])).code).toBe(4);
});

test('rerun takes what failed and what waited for it, or what is named', async ({ workplace }) => {
  await workplace.write(
    'jobs.pxu',
    `
id: flaky
plugin: shell
command: test -e mended

id: after
plugin: shell
command: true
depends: flaky

id: good
plugin: shell
command: echo run >> good-runs
`,
  );
  expect((await workplace.plainbox(['run', 'jobs.pxu'])).code).toBe(100);
  expect((await workplace.answer(['rerun', '--dry-run'])).runAgain).toMatchObject([
    { job: 'flaky', cause: 'requested' },
    { job: 'after', cause: 'requested' },
  ]);
  await workplace.write('mended', '');
  expect(await workplace.answer(['rerun'])).toMatchObject({
    finished: ['flaky', 'after'],
    outcomes: { pass: 3 },
  });
  expect(await workplace.refusal(['rerun'])).toMatchObject({
    exit: 4,
    error: { code: 'NOTHING_TO_DO' },
  });
  expect(await workplace.answer(['rerun', '--job', 'go+d'])).toMatchObject({ finished: ['good'] });
  expect(await workplace.refusal(['rerun', '--job', '('])).toMatchObject({ exit: 2 });
  const { jobs } = await workplace.answer(['show']);
  expect(jobs.map(({ attempts }: { attempts: unknown[] }) => attempts.length)).toEqual([2, 2, 2]);

  await using shown = workplace.terminal(['rerun', '--all']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toContain('3 jobs to run again');
});
