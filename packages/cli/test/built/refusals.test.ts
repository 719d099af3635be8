import { writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const GOOD = 'id: a\nplugin: shell\ncommand: true\n';

test('a job file that is not there: exit 3', async ({ workplace }) => {
  const { code, stdout, stderr } = await workplace.plainbox(['run', 'missing.pxu']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('missing.pxu');
  expect(stderr).toContain('[JOB_FILE_NOT_FOUND]');
  expect(stderr, 'a stack trace helps nobody here').not.toContain('    at ');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('a broken record: exit 9, with file and line', async ({ workplace }) => {
  await workplace.write('broken.pxu', `${GOOD}\nid: b\nplugin: shell\nthis is no field\n`);
  const { code, stderr } = await workplace.plainbox(['run', 'broken.pxu']);
  expect(code).toBe(9);
  expect(stderr).toMatch(/broken\.pxu:7: /);
  expect(stderr).toContain('[BROKEN_JOB_FILE]');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('a dependency that does not exist: exit 9, with the job that asks for it', async ({
  workplace,
}) => {
  await workplace.write(
    'jobs.pxu',
    `${GOOD}\nid: b\nplugin: shell\ncommand: true\ndepends: nope\n`,
  );
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(code).toBe(9);
  expect(stderr).toMatch(/jobs\.pxu:5: .*nope/);
  expect(stderr).toContain('[RUN_LIST_PROBLEM]');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('siblings that cannot be read: exit 9, with the job that asks for them', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', `${GOOD}\nid: b\nplugin: shell\ncommand: true\nsiblings: [{\n`);
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(code).toBe(9);
  expect(stderr).toMatch(/jobs\.pxu:5: field siblings of job "b"/);
  expect(stderr).toContain('[RUN_LIST_PROBLEM]');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('a requirement that YAML reads as a map: exit 9, and the job does not run', async ({
  workplace,
}) => {
  const job = "- {id: a, plugin: shell, command: touch ran, requires: {disk.kind == 'ssd': true}}";
  await workplace.write('jobs.yaml', `${job}\n`);
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.yaml']);
  expect(code).toBe(9);
  expect(stderr).toMatch(/jobs\.yaml:1: field requires of job "a"/);
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('jobs that wait for each other: exit 9, with the way round', async ({ workplace }) => {
  const job = (id: string, depends: string): string =>
    `id: ${id}\nplugin: shell\ncommand: true\ndepends: ${depends}\n\n`;
  await workplace.write('jobs.pxu', job('a', 'b') + job('b', 'c') + job('c', 'a'));
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(code).toBe(9);
  expect(stderr).toMatch(/a → b → c → a|b → c → a → b|c → a → b → c/);
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('two different jobs of one id: exit 9', async ({ workplace }) => {
  await workplace.write('jobs.pxu', `${GOOD}\nid: a\nplugin: shell\ncommand: false\n`);
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(code).toBe(9);
  expect(stderr).toContain('jobs.pxu:5');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('a file without jobs: exit 4', async ({ workplace }) => {
  await workplace.write('empty.pxu', '# nothing yet\n');
  const { code, stderr } = await workplace.plainbox(['run', 'empty.pxu']);
  expect(code).toBe(4);
  expect(stderr).toContain('[NO_JOBS]');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('a repository that is a file: exit 11, and the file stays as it is', async ({ workplace }) => {
  await workplace.write('jobs.pxu', GOOD);
  await writeFile(workplace.store, 'precious');
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(code).toBe(11);
  expect(stderr).toContain(workplace.store);
  expect(stderr).toContain('--store');
});

test('a repository below something that takes no folders: exit 11', async ({ workplace }) => {
  await workplace.write('jobs.pxu', GOOD);
  const store = '/proc/self/sessions';
  const { code, stderr } = await workplace.plainbox(['run', 'jobs.pxu', '--store', store]);
  expect(code).toBe(11);
  expect(stderr).toContain(store);
});

test('a session that is not there: exit 3', async ({ workplace }) => {
  for (const words of [['resume'], ['show'], ['show', 'nope'], ['resume', 'latest~3']]) {
    const { code, stderr } = await workplace.plainbox(words);
    expect(code).toBe(3);
    expect(stderr).toMatch(/\[(NO_SESSION|SESSION_NOT_FOUND)\]/);
  }
});

test('the beginning of several ids: exit 3, with those it could be', async ({ workplace }) => {
  await workplace.write('jobs.pxu', GOOD);
  await workplace.plainbox(['run', 'jobs.pxu']);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const { code, stderr } = await workplace.plainbox(['show', 'pbox-']);
  expect(code).toBe(3);
  expect(stderr.match(/^ {2}pbox-/gm)).toHaveLength(2);
});
