// What a careless word, a link or an odd folder must not do.
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

  for (const device of ['/dev/null', 'fifo']) {
    if (device === 'fifo') spawnSync('mkfifo', [join(folder, 'fifo')]);
    const words = `export -f junit -o ${device} & cat fifo 2>/dev/null; wait $!`;
    expect(
      inShell(workplace, main, device === 'fifo' ? words : `export -o ${device}`),
    ).toMatchObject({ status: 0, stderr: expect.stringContaining(`wrote ${device}`) });
  }
  inShell(workplace, main, 'ls > r.txt; "$NODE" "$MAIN" export -f junit -o /dev/stdout >> r.txt');
  const both = readFileSync(join(folder, 'r.txt'), 'utf8');
  expect(both).toMatch(/^pbox-/);
  expect(both).toContain('<testsuite');

  mkdirSync(join(folder, 'd1', 'd2'), { recursive: true });
  symlinkSync('d1/d2', join(folder, 'linked'));
  symlinkSync('../chained', join(folder, 'linked', 'o'));
  symlinkSync('out.xml', join(folder, 'd1', 'chained'));
  await workplace.plainbox(['export', '-f', 'junit', '-o', 'linked/o']);
  expect(readFileSync(join(folder, 'd1', 'out.xml'), 'utf8')).toContain('<testsuite');

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
  for (const words of ['ls', '--version', '--help', 'show --help', 'show --json']) {
    const { status, stderr } = inShell(workplace, main, `${words} >/dev/full`);
    expect(status, words).toBe(11);
    expect(stderr, words).not.toContain('node:');
  }
  await workplace.write('fails.pxu', 'id: f\nplugin: shell\ncommand: false\n');
  const failed = inShell(workplace, main, 'run fails.pxu --jsonl >/dev/full');
  expect(failed.status).toBe(100);
  expect(failed.stderr).toContain('OUTPUT_FAILED');
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

  // What is gone can be done without.
  await workplace.write('jobs.pxu', 'id: l1\nplugin: shell\ncommand: echo one\n');
  const gone = await workplace.refusal(['resume', id, '--units', 'jobs.pxu']);
  expect(gone).toMatchObject({ exit: 6, error: { code: 'CORRUPTED_SESSION' } });
  expect(gone.error.next).toMatch(/ resume .* --units jobs.pxu --on-changed rerun$/);
  const marked = ['mark', 'l1', '--outcome', 'fail', '--on-changed', 'keep', '--dry-run'];
  const { stderr } = await workplace.plainbox(marked);
  expect(stderr).toContain('l2');

  // Where sessions are only read, what changes one says that it is meant.
  const env = { PLAINBOX_CHECKBOX_SESSIONS: join(folder, 'checkbox') };
  await workplace.write('ask.pxu', 'id: ask\nplugin: manual\npurpose: look\n');
  const waits = await workplace.plainbox(['run', 'ask.pxu', '--checkbox', '--write'], { env });
  expect(waits.code).toBe(10);
  expect(waits.stderr).toMatch(/ resume \S+ --checkbox --write\n/);

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
  const { stderr } = await workplace.plainbox(['resume', '--store', workplace.store]);
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

test('a session in a place with an odd name is told of in one line', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  const store = 's\u001b[31mx';
  const { stderr } = await workplace.plainbox(['run', 'jobs.pxu', '--store', store]);
  expect(stderr).not.toContain('\u001b');
  expect(stderr).toContain("--store $'s\\x1b[31mx'");
  const exported = ['export', '-f', 'junit', '-o', 'e\u001b[31mx', '--store', store];
  expect((await workplace.plainbox(exported)).stderr).not.toContain('\u001b');
});

test('looking at what a verdict would do touches nothing that runs', async ({ workplace }) => {
  const job = 'echo begun; until test -e "$PLAINBOX_SESSION_SHARE/end"; do sleep 0.05; done';
  await workplace.write('slow.pxu', `id: slow\nplugin: shell\ncommand: ${job}\n`);
  const run = await workplace.plainbox(['run', 'slow.pxu', '--jsonl'], {
    onLine: async (line) => {
      if (!line.includes('job-begins')) return;
      const dry = ['mark', 'slow', '--outcome', 'fail', '--dry-run'];
      expect((await workplace.plainbox(dry)).code).toBe(0);
      const [session] = await workplace.sessionFolders();
      writeFileSync(join(workplace.store, `${session}`, 'session-share', 'end'), '');
    },
  });
  expect(run.code).toBe(0);
});
