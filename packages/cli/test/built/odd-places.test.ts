// What a careless word, a link or an odd folder must not do.
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';

const JOBS = `
id: l1
plugin: shell
command: echo one

id: l2
plugin: shell
command: echo two
`;

async function ran(workplace: Workplace): Promise<string> {
  await workplace.write('jobs.pxu', JOBS);
  expect((await workplace.plainbox(['run', 'jobs.pxu'])).code).toBe(0);
  return (await workplace.answer(['show'])).session.id;
}

/** The program by a shell, for what a shell does with its streams. */
function inShell({ folder, store }: Workplace, main: string, words: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `"$NODE" "$MAIN" ${words}`], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      NODE: process.execPath,
      MAIN: main,
      PLAINBOX_SESSION_REPOSITORY: store,
    },
  });
  return { status, stdout, stderr };
}

test('a report goes into what is no file, and leaves it what it is; a link keeps leading where it led', async ({
  workplace,
  main,
}) => {
  await ran(workplace);
  const { folder } = workplace;
  symlinkSync('/dev/fd/1', join(folder, 'stdout'));
  expect(inShell(workplace, main, 'export -f junit -o stdout | cat').stdout).toContain(
    '<testsuite',
  );
  expect(readlinkSync(join(folder, 'stdout'))).toBe('/dev/fd/1');
  const asked = inShell(workplace, main, 'export -f junit -o -');
  expect(asked.stdout).toContain('<testsuite');

  for (const target of ['there.xml', 'not-yet.xml']) {
    if (target === 'there.xml') await workplace.write(target, 'old');
    symlinkSync(target, join(folder, `to-${target}`));
    const { code } = await workplace.plainbox(['export', '-f', 'junit', '-o', `to-${target}`]);
    expect(code).toBe(0);
    expect(lstatSync(join(folder, `to-${target}`)).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, target), 'utf8')).toContain('<testsuite');
  }
  const refused = await workplace.plainbox(['export', '-f', 'junit', '-o', folder]);
  expect(refused.code).toBe(11);
  expect(refused.stderr).toContain('OUTPUT_FAILED');
});

test('an empty name is none, whatever is there', async ({ workplace }) => {
  await ran(workplace);
  for (const words of [
    ['rm', '', '--yes'],
    ['show', ' '],
    ['ls', '--store', ''],
    ['run', '--store=', 'jobs.pxu'],
  ]) {
    expect(await workplace.refusal(words)).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
  }
  expect(await workplace.sessionFolders()).toHaveLength(1);
});

test('Checkbox’s folder is its own by whatever path it is reached', async ({ workplace }) => {
  const id = await ran(workplace);
  const { folder, store } = workplace;
  symlinkSync(store, join(folder, 'link'));
  mkdirSync(join(folder, 'beside'));
  symlinkSync(join(store, `${id}.session`), join(folder, 'beside', 'x.session'));
  const env = { PLAINBOX_CHECKBOX_SESSIONS: store };
  for (const words of [
    ['rm', id, '--store', 'link', '--yes'],
    ['rm', `link/${id}.session`, '--yes'],
    ['edit', './beside/x.session', '--title', 'mine', '--yes'],
  ]) {
    const refused = await workplace.refusal(words, { env });
    expect(refused).toMatchObject({ exit: 2, error: { code: 'READ_ONLY_STORE' } });
  }
  expect(await workplace.sessionFolders()).toHaveLength(1);
});

test('a folder that no session can be called after is told, and in nobody’s way', async ({
  workplace,
}) => {
  const id = await ran(workplace);
  mkdirSync(join(workplace.store, 'zz\tb.session'));
  expect((await workplace.answer(['show'])).session.id).toBe(id);
  const { sessions } = await workplace.answer(['ls']);
  expect(sessions).toContainEqual(
    expect.objectContaining({ fault: expect.objectContaining({ code: 'INVALID_ID' }) }),
  );
  const verified = await workplace.answer(['verify', '--all']);
  expect(verified.sessions.map(({ ok }: { ok: boolean }) => ok).sort()).toEqual([false, true]);
});

test('a disk that is full behind stdout stops no run, and is told at the end', async ({
  workplace,
  main,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  for (const words of ['run jobs.pxu >/dev/full', 'run jobs.pxu --jsonl >/dev/full']) {
    const { status, stderr } = inShell(workplace, main, words);
    expect(status).toBe(11);
    expect(stderr).toContain('OUTPUT_FAILED');
    expect(stderr).not.toContain('node:');
    const { jobs } = await workplace.answer(['show']);
    expect(jobs.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['pass', 'pass']);
  }
  expect(inShell(workplace, main, 'run jobs.pxu 2>/dev/full').status).toBe(0);
  expect(inShell(workplace, main, 'ls >/dev/full').status).toBe(11);
});

test('of several sessions none is removed while one is at work', async ({ workplace }) => {
  const id = await ran(workplace);
  await workplace.write('slow.pxu', 'id: slow\nplugin: shell\ncommand: echo begun; sleep 60\n');
  let refused: Awaited<ReturnType<Workplace['refusal']>> | undefined;
  await workplace.plainbox(['run', 'slow.pxu', '--jsonl'], {
    onLine: async (line, child) => {
      if (!line.includes('job-begins')) return;
      refused = await workplace.refusal(['rm', 'latest~1', 'latest', '--yes']);
      child.kill('SIGKILL');
    },
  });
  expect(refused).toMatchObject({ exit: 5, error: { code: 'LOCKED' } });
  expect(await workplace.sessionFolders()).toContain(`${id}.session`);
});

test('errors say the next command, in words that work as they stand', async ({ workplace }) => {
  const id = await ran(workplace);
  const { folder } = workplace;
  renameSync(join(folder, 'jobs.pxu'), join(folder, 'moved.pxu'));
  const missing = await workplace.refusal(['resume', id]);
  expect(missing.error.next).toMatch(new RegExp(` resume ${id} --units FILE$`));
  await workplace.write('jobs.pxu', JOBS.replace('echo two', 'echo other'));
  const changed = await workplace.refusal(['edit', '--title', 'new', '--yes']);
  expect(changed).toMatchObject({ exit: 7, error: { code: 'INCOMPATIBLE_JOB' } });
  expect(changed.error.next).toMatch(/ resume .* --on-changed rerun$/);
  const edited = ['edit', '--title', 'new', '--on-changed', 'keep', '--yes'];
  expect((await workplace.plainbox(edited)).code).toBe(0);

  const env = { PLAINBOX_CHECKBOX_SESSIONS: workplace.store };
  const { stderr } = await workplace.plainbox(['show', '--checkbox'], { env });
  if (stderr.includes('go on with')) expect(stderr).toContain('--write');

  // What can't be read is no failure to write.
  const session = join(workplace.store, `${id}.session`, 'session');
  renameSync(session, `${session}.gone`);
  mkdirSync(session);
  expect(await workplace.refusal(['show', id])).toMatchObject({ exit: 6 });
});

test('what a job is called steers no terminal, in errors either', async ({ workplace }) => {
  const id = JSON.stringify('evil;\u001b[2J');
  const job = (command: string): string =>
    JSON.stringify([{ id: 'evil;\u001b[2J', plugin: 'shell', command }]);
  await workplace.write('jobs.json', job('true'));
  expect((await workplace.plainbox(['run', 'jobs.json'])).code, id).toBe(0);
  await workplace.write('jobs.json', job('false'));
  const { stderr } = await workplace.plainbox(['resume']);
  expect(stderr).not.toContain('\u001b[2J');
  expect(stderr).toContain("of job 'evil;\\x1b[2J' has changed");
});

test('a rerun says why', async ({ workplace }) => {
  await workplace.write('jobs.pxu', 'id: s\nplugin: shell\ncommand: false\n');
  await workplace.plainbox(['run', 'jobs.pxu']);
  const { runAgain } = await workplace.answer(['rerun', '--dry-run']);
  expect(runAgain).toMatchObject([
    { job: 's', cause: 'requested', reason: "It was asked for; it came out as 'fail'." },
  ]);
});
