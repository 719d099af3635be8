// Reports of a session, whatever its condition.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'junit2json';
import { expect } from 'vitest';
import { faultsOf } from '../schemas/published-schemas.js';
import { test } from './cli-fixture.js';

const JOBS = `id: good
plugin: shell
command: echo fine
summary: It works

id: bad
plugin: shell
command: printf '\\033[31mred\\033[0m ]]> \\377 API_TOKEN=abc123\\n'; exit 3

id: late
plugin: shell
command: true
depends: bad
`;

test('text tells each job, and what the failed ones wrote, without secrets', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);

  const { code, stdout, stderr } = await workplace.plainbox(['export']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('3 jobs: 1 passed, 1 failed, 1 skipped, 0 not run');
  expect(stdout).toContain('--- bad\nred ]]> \ufffd API_TOKEN=[redacted]\n');

  const { stdout: open } = await workplace.plainbox(['export', '--no-redact']);
  expect(open).toContain('API_TOKEN=abc123');
});

test('names that hold secrets here are given in any case', async ({ workplace }) => {
  await workplace.write(
    'jobs.pxu',
    'id: bad\nplugin: shell\ncommand: echo xox: myown=abc123; false\n',
  );
  await workplace.plainbox(['run', 'jobs.pxu']);
  const { stdout } = await workplace.plainbox(['export', '--secret', 'MyOwn']);
  expect(stdout).toContain('xox: myown=[redacted]\n');
});

test('JSON is what its published schema says', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const { stdout } = await workplace.plainbox(['export', '-f', 'json']);
  const report = JSON.parse(stdout);
  expect(faultsOf(report)).toEqual([]);
  expect(report.jobs[0]).toMatchObject({
    id: 'good',
    summary: 'It works',
    status: 'pass',
    attempts: [{ output: 'fine\n', returnCode: 0 }],
  });
});

test('several formats are written side by side, each whole', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const words = ['export', 'latest', '-f', 'junit,tar,html', '-o', 'out'];
  expect(await workplace.plainbox(words)).toMatchObject({ code: 0, stdout: '' });

  const files = (await readdir(workplace.folder)).filter((name) => name.startsWith('out'));
  expect(files.sort()).toEqual(['out.html', 'out.junit.xml', 'out.tar.gz']);
  const read = await parse(await readFile(join(workplace.folder, 'out.junit.xml'), 'utf8'));
  expect(read).toMatchObject({ testsuite: [{ tests: 3, failures: 1, skipped: 1 }] });
  const listed = execFileSync('tar', ['-tzf', join(workplace.folder, 'out.tar.gz')]).toString();
  expect(listed.trim().split('\n')).toEqual([
    'submission.json',
    'submission.html',
    'submission.junit.xml',
    'submission.txt',
    'test_output/good',
    'test_output/bad',
  ]);
});

test('a session whose job files are gone, and whose end is cut off, is told with warnings', async ({
  workplace,
}) => {
  const jobs = await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu', '--jsonl']);
  await unlink(jobs);
  const { code, stdout, stderr } = await workplace.plainbox(['export', '-f', 'json']);
  expect(code).toBe(0);
  expect(stderr).toContain('warning: what the jobs are about is not told: ');
  const report = JSON.parse(stdout);
  expect(faultsOf(report)).toEqual([]);
  expect(report.jobs.map(({ id, summary }: never) => [id, summary])).toEqual([
    ['good', null],
    ['bad', null],
    ['late', null],
  ]);

  // The snapshot is damaged: the generation before and its journal tell the same.
  const [name = ''] = await workplace.sessionFolders();
  const folder = join(workplace.store, name);
  await truncate(join(folder, 'session'), 50);
  const damaged = await workplace.plainbox(['export']);
  expect(damaged.code).toBe(0);
  expect(damaged.stdout).toContain('3 jobs: 1 passed, 1 failed, 1 skipped, 0 not run');
  expect(damaged.stderr).toContain("isn't the snapshot that its journal continues");

  await rm(join(folder, 'generations'), { recursive: true });
  expect(await workplace.plainbox(['export'])).toMatchObject({ code: 6, stdout: '' });
});

test('what can not be is refused before anything is written', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  for (const words of [
    ['-f', 'pdf'],
    ['-f', 'json,text'],
    ['-f', ''],
  ]) {
    expect(await workplace.plainbox(['export', 'latest', ...words])).toMatchObject({
      code: 2,
      stdout: '',
    });
  }
  const missing = await workplace.plainbox(['export', '-o', 'no/such/folder/x.txt']);
  expect(missing.code).toBe(11);
  expect(missing.stderr).toContain('choose another place with --output');
});

test('in a terminal: the report with what jobs wrote, which cannot steer it; a tar is refused with a way out', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  await using shown = workplace.terminal(['export']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toContain('3 jobs: 1 passed, 1 failed, 1 skipped, 0 not run');
  expect(shown.text).toContain('--- bad\nred ]]> \ufffd API_TOKEN=[redacted]');
  expect(shown.isColored('red ]]>')).toBe(false);

  await using tar = workplace.terminal(['export', '-f', 'tar']);
  expect(await tar.ended).toBe(2);
  expect(tar.text).toContain('a tar is nothing for a terminal');
  expect(tar.text).toContain('plainbox export -f tar | tar -tz');

  await using file = workplace.terminal(['export', 'latest', '-f', 'tar', '-o', 'out.tar.gz']);
  expect(await file.ended).toBe(0);
  expect(file.text).toBe('wrote out.tar.gz');
});

test('secrets of a failed job are in no format and in no attachment', async ({ workplace }) => {
  const printed = [
    'Authorization: ApiKey zebra1',
    'Cookie: theme=dark; session=zebra2',
    '"auth": {"value":"zebra3"}',
    "'secret' => 'zebra4'",
    'PGPASSWORD=zebra5 SSHPASS=zebra5',
    '{"text":"{\\"password\\":\\"zebra6\\"}"}',
    '<password>zebra7</password>',
    '\u001b[32mpassword\u001b[0m: zebra8',
  ].join('\n');
  await workplace.write('printed', printed);
  await workplace.write(
    'jobs.pxu',
    'id: bad\nplugin: shell\ncommand: cat printed; false\n\nid: kept\nplugin: attachment\ncommand: cat printed\n',
  );
  await workplace.plainbox(['run', 'jobs.pxu']);
  const told = join(workplace.folder, 'told');
  await mkdir(told);
  const words = ['export', 'latest', '-f', 'text,json,junit,html,tar', '-o', 'told/out'];
  expect(await workplace.plainbox(words)).toMatchObject({ code: 0 });
  execFileSync('tar', ['-xzf', 'out.tar.gz'], { cwd: told });
  await unlink(join(told, 'out.tar.gz'));

  const entries = await readdir(told, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['out.html', 'bad', 'kept']),
  );
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), 'utf8');
    expect(text, name).toContain('[redacted]');
    expect(text, name).not.toContain('zebra');
  }
});
