import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';

const jobs = (steps: Record<string, string>): string =>
  Object.entries(steps)
    .map(([id, command]) => `id: ${id}\nplugin: shell\ncommand: echo ${id} >> began; ${command}\n`)
    .join('\n');

const events = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const began = async ({ folder }: Workplace): Promise<string> =>
  (await readFile(join(folder, 'began'), 'utf8')).replaceAll('\n', ' ').trim();

/** A finished session of a, b and c, whose job file then changes: a is another job, b is gone, d is new. */
async function changedSession(workplace: Workplace): Promise<void> {
  await workplace.write('jobs.pxu', jobs({ a: 'true', b: 'true', c: 'true' }));
  expect((await workplace.plainbox(['run', 'jobs.pxu'])).code).toBe(0);
  await workplace.write('jobs.pxu', jobs({ a: 'true # mended', b: 'true', c: 'true' }));
}

test('a session whose job changed is refused, with the ways out: exit 7', async ({ workplace }) => {
  await changedSession(workplace);
  const refused = await workplace.plainbox(['resume']);
  expect(refused.code).toBe(7);
  expect(refused.stderr).toContain("'a'");
  expect(refused.stderr).toContain('--on-changed');
  expect(await began(workplace)).toBe('a b c');
});

test.for([
  ['rerun', 'a b c a', 2, 'pass'],
  ['keep', 'a b c', 1, 'pass'],
  ['skip', 'a b c', 2, 'skip'],
] as const)('--on-changed %s', async ([policy, began_, attempts, outcome], { workplace }) => {
  await changedSession(workplace);
  const resumed = await workplace.plainbox(['resume', '--on-changed', policy, '--jsonl']);
  expect(resumed.code).toBe(0);
  expect(events(resumed.stdout)[1]).toMatchObject({ event: 'changed-job', job: 'a', policy });
  expect(resumed.stderr).toContain('has changed');
  expect(await began(workplace)).toBe(began_);
  // What was decided is stored: nothing is asked again.
  const shown = await workplace.plainbox(['show', '--json']);
  const [a] = JSON.parse(shown.stdout).jobs;
  expect(a).toMatchObject({ id: 'a', outcome });
  expect(a.attempts).toHaveLength(attempts);
});

test('a job that is gone is set aside and has its result again when it is back; a new one is told of', async ({
  workplace,
}) => {
  await changedSession(workplace);
  await workplace.write('jobs.pxu', jobs({ a: 'true', c: 'true', d: 'true' }));
  const without = await workplace.plainbox(['resume', '--on-changed', 'keep', '--jsonl']);
  expect(events(without.stdout).slice(1, 3)).toEqual([
    { event: 'gone-job', job: 'b' },
    { event: 'new-job', job: 'd' },
  ]);
  await workplace.write('jobs.pxu', jobs({ a: 'true', b: 'true', c: 'true' }));
  const back = await workplace.plainbox(['resume']);
  expect(back.code).toBe(4);
  expect(back.stderr).toContain('b is back');
  expect(await began(workplace)).toBe('a b c');
});

test('--jobs runs independent jobs at once', async ({ workplace }) => {
  // Each waits for the other: one after the other they would wait for ever.
  const waitFor = (other: string): string =>
    `touch $PLAINBOX_JOB_ID; until test -e ${other}; do sleep 0.02; done`;
  await workplace.write('jobs.pxu', jobs({ a: waitFor('b'), b: waitFor('a') }));
  expect((await workplace.plainbox(['run', 'jobs.pxu', '--jobs', '2'])).code).toBe(0);
});

test.for([['0'], ['x'], ['-1']])(
  '--jobs %s is no number of jobs: exit 2',
  async ([jobs], { workplace }) => {
    const refused = await workplace.plainbox(['run', 'jobs.pxu', `--jobs=${jobs}`]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('from 1 up');
  },
);
