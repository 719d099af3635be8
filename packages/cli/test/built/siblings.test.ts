import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: base
plugin: shell
command: echo base
siblings: [{"id": "sib", "command": "echo sibling"}]

id: user
plugin: shell
command: echo user
depends: sib
`;

const rowsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t').slice(0, 2));

test('a job runs with the siblings that it asks for, and a resume knows them', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  expect((await workplace.plainbox(['run', 'jobs.pxu'])).code).toBe(0);
  const { stdout } = await workplace.plainbox(['show']);
  expect(rowsOf(stdout).sort()).toEqual([
    ['base', 'pass'],
    ['sib', 'pass'],
    ['user', 'pass'],
  ]);
  const resumed = await workplace.plainbox(['resume']);
  expect(resumed.code).toBe(4);
  const rerun = await workplace.plainbox(['rerun', 'latest', '--job', 'sib']);
  expect(rerun.code).toBe(0);
});

test('a job runs after a suspend as well where something suspends the machine, and else it is told', async ({
  workplace,
}) => {
  const job = 'id: wifi\nplugin: shell\ncommand: true\nflags: also-after-suspend\n';
  const suspend =
    'id: com.canonical.certification::suspend/suspend_advanced_auto\nplugin: shell\ncommand: true\n';
  await workplace.write('alone.pxu', job);
  await workplace.write('both.pxu', `${job}\n${suspend}`);

  const alone = await workplace.plainbox(['run', 'alone.pxu']);
  expect(alone.code).toBe(0);
  expect(alone.stderr).toContain('"after-suspend-wifi" is not run');
  expect(rowsOf((await workplace.plainbox(['show'])).stdout)).toEqual([['wifi', 'pass']]);

  expect((await workplace.plainbox(['run', 'both.pxu'])).code).toBe(0);
  expect(rowsOf((await workplace.plainbox(['show'])).stdout)).toEqual([
    ['wifi', 'pass'],
    ['com.canonical.certification::suspend/suspend_advanced_auto', 'pass'],
    ['after-suspend-wifi', 'pass'],
  ]);
});

test('a sibling with the id of another job is refused before anything is made', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', `${JOBS}\nid: sib\nplugin: shell\ncommand: echo other\n`);
  const run = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(run.code).toBe(9);
  expect(run.stderr).toContain('sib');
  expect((await workplace.plainbox(['ls'])).stdout).toBe('');
});
