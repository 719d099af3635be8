import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: machine
plugin: resource
command: echo "kind: test"

id: first
plugin: shell
command: echo one
requires: machine.kind == 'test'

id: second
plugin: shell
command: false

id: third
plugin: shell
command: echo never
depends: second

id: fourth
plugin: shell
command: echo never
requires: machine.kind == 'other'
`;

test('a run tells the outcomes on stdout and the way to look at it on stderr', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--title', 'five jobs']);
  expect(run.code).toBe(100);
  const rows = run.stdout.trimEnd().split('\n');
  expect(rows.map((row) => row.split('\t').slice(0, 2)).sort()).toEqual([
    ['fail', '1'],
    ['pass', '2'],
    ['skipped-dependency', '1'],
    ['skipped-resource', '1'],
  ]);
  expect(run.stderr).toContain(workplace.store);
  expect(run.stderr).toMatch(/show pbox-/);
});

test('show tells each job of the session, and ls the session', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu', '--title', 'five jobs']);

  const show = await workplace.plainbox(['show']);
  expect(show.code).toBe(0);
  const rows = show.stdout
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t'));
  expect(rows.map(([job, outcome]) => [job, outcome])).toEqual([
    ['machine', 'pass'],
    ['first', 'pass'],
    ['second', 'fail'],
    ['third', 'skipped-dependency'],
    ['fourth', 'skipped-resource'],
  ]);

  const json = await workplace.answer(['show']);
  expect(json.schema).toBe('plainbox-show/1');
  expect(json.session).toMatchObject({ title: 'five jobs', flags: [], runningJob: null });
  expect(json.jobs).toHaveLength(5);

  const ls = await workplace.plainbox(['ls']);
  expect(ls.code).toBe(0);
  expect(ls.stdout.split('\t')[0]).toBe(json.session.id);
});

test('what a job wrote lies where show says', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const { jobs } = await workplace.answer(['show']);
  const [attempt] = jobs.find((job: { id: string }) => job.id === 'first').attempts;
  const stdout = attempt.ioLog.replace(/record\.gz$/, 'stdout');
  expect(await readFile(stdout, 'utf8')).toBe('one\n');
});

test('a finished session has nothing to resume: exit 4', async ({ workplace }) => {
  await workplace.write('jobs.pxu', 'id: a\nplugin: shell\ncommand: true\n');
  expect((await workplace.plainbox(['run', 'jobs.pxu'])).code).toBe(0);
  const { code, stderr } = await workplace.plainbox(['resume']);
  expect(code).toBe(4);
  expect(stderr).toContain('[NOTHING_TO_DO]');
});

test('a session is named by id, prefix, latest, latest~1 and path', async ({ workplace }) => {
  await workplace.write('jobs.pxu', 'id: a\nplugin: shell\ncommand: true\n');
  for (const title of ['older', 'newer']) {
    await workplace.plainbox(['run', 'jobs.pxu', '--title', title]);
  }
  const titleOf = async (reference: string): Promise<string> => {
    const { stdout } = await workplace.plainbox(['show', reference, '--json']);
    return JSON.parse(stdout).session.title;
  };
  const [older] = (await workplace.sessionFolders()).sort();
  const id = (older ?? '').replace(/\.session$/, '');
  expect(await titleOf('latest')).toBe('newer');
  expect(await titleOf('latest~1')).toBe('older');
  expect(await titleOf(id)).toBe('older');
  expect(await titleOf(id.slice(0, -1))).toBe('older');
  expect(await titleOf(join(workplace.store, older ?? ''))).toBe('older');
});

test('an empty repository has an empty list', async ({ workplace }) => {
  expect(await workplace.plainbox(['ls'])).toMatchObject({ code: 0, stdout: '' });
  const { stdout } = await workplace.plainbox(['ls', '--json']);
  expect(JSON.parse(stdout)).toEqual({ schema: 'plainbox-ls/1', sessions: [] });
});
