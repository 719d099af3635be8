// Completion as real shells do it.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';
import { TerminalSession } from './terminal-session.js';

const JOBS = `
id: disk/space
plugin: shell
command: true

id: disk/health
plugin: shell
command: true
`;

const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

/** A folder with `plainbox` in it, for PATH, and a session to complete. */
async function prepare(workplace: Workplace, main: string): Promise<Record<string, string>> {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const bin = join(workplace.folder, 'bin');
  await mkdir(bin);
  await workplace.write('bin/plainbox', `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(bin, 'plainbox'), 0o755);
  return {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: workplace.folder,
    PLAINBOX_SESSION_REPOSITORY: workplace.store,
  };
}

test('what may stand next depends on the words before', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const [{ id }] = (await workplace.answer(['ls'])).sessions;
  const complete = async (...words: string[]): Promise<string[]> => {
    const { code, stdout } = await workplace.plainbox(['__complete', '--', ...words]);
    expect(code).toBe(0);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : (line.split('\t')[0] ?? '')));
  };
  expect(await complete('re')).toEqual(['resume', 'rerun', 'replay', 'repair']);
  expect(await complete('show', '--js')).toEqual(['--json']);
  expect(await complete('show', 'p')).toEqual([id, ':directories']);
  expect(await complete('logs', id, 'disk/s')).toEqual(['disk/space']);
  expect(await complete('replay', 'disk/h')).toEqual(['disk/health', ':directories']);
  expect(await complete('mark', 'disk/space', '--outcome', 'pa')).toEqual(['pass']);
  expect(await complete('edit', '--remove-job', 'disk/s')).toEqual(['disk/space']);
  expect(await complete('edit', id, '--add-job', 'disk/space', 'disk/h')).toEqual(['disk/health']);
  expect(await complete('edit', '--comment', 'disk/h')).toEqual(['disk/health=']);
  expect(await complete('mark', 'disk/space', '--comment', 'd')).toEqual([]);
  expect(await complete('export', '-f', 'j')).toEqual(['json', 'junit']);
  expect(await complete('convert', '--to', 'v1')).toContain('v11');
  expect(await complete('export', '--format=j')).toEqual(['--format=json', '--format=junit']);
  expect(await complete('show', '--store=sess')).toEqual([':directories']);
  expect(await complete('show', '--json=')).toEqual([]);
  expect(await complete('run', '')).toEqual([':files']);
  expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(await complete('show', '--store', 'nowhere', 'p')).toEqual([':directories']);
  expect(await complete('nonsense', '')).toEqual([]);
});

test('bash completes commands, options, ids and jobs', async ({ workplace, main }) => {
  const env = await prepare(workplace, main);
  const complete = (line: string): string[] => {
    const script = `eval "$(plainbox completion bash)"; COMP_LINE=$1 COMP_POINT=\${#1}; _plainbox; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const stdout = execFileSync('bash', ['--norc', '-c', script, 'bash', line], {
      cwd: workplace.folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return stdout.toString().trim().split('\n');
  };
  expect(complete('plainbox conv')).toEqual(['convert']);
  expect(complete('plainbox show pbox-')).toEqual([expect.stringMatching(/^pbox-\d{4}-/)]);
  expect(complete('plainbox logs latest disk/')).toEqual(['disk/space', 'disk/health']);
  expect(complete('plainbox run jo')).toEqual(['jobs.pxu']);
  expect(complete('plainbox ls --store=ses')).toEqual(['sessions']);
});

test.skipIf(!isInstalled('fish'))('fish completes jobs', async ({ workplace, main }) => {
  const env = await prepare(workplace, main);
  const script = `plainbox completion fish | source; complete -C 'plainbox logs latest disk/'`;
  const stdout = execFileSync('fish', ['--no-config', '-c', script], {
    cwd: workplace.folder,
    env,
  });
  expect(stdout.toString()).toBe('disk/space\tpass\ndisk/health\tpass\n');
  const store = `plainbox completion fish | source; complete -C 'plainbox ls --store=ses'`;
  const joined = execFileSync('fish', ['--no-config', '-c', store], { cwd: workplace.folder, env });
  expect(joined.toString()).toMatch(/^--store=sessions\/(?:\t.*)?\n$/);
});

test('in a terminal a key completes: bash', async ({ workplace, main }) => {
  const env = await prepare(workplace, main);
  await using shell = new TerminalSession(['bash', '--norc', '-i'], {
    cwd: workplace.folder,
    env: { ...env, PS1: 'ready> ' },
  });
  await shell.shows('ready>');
  shell.type('eval "$(plainbox completion bash)"; echo de""fined\r');
  await shell.shows('defined');
  shell.type('plainbox mark disk/h\t--outcome pa\t\r');
  await shell.shows(/disk\/health +☑ passed +2/);
});

test.for([
  ['as bash has it', ':'],
  ['without = and :', `COMP_WORDBREAKS=$' \\t\\n'`],
] as const)(
  'in a terminal a key completes what stands behind an equals sign: bash, words cut %s',
  async ([, setUp], { workplace, main }) => {
    const env = await prepare(workplace, main);
    await mkdir(join(workplace.folder, 'with:colon'));
    await using shell = new TerminalSession(['bash', '--norc', '-i'], {
      cwd: workplace.folder,
      env: { ...env, PS1: 'ready> ' },
    });
    await shell.shows('ready>');
    shell.type(`${setUp}; eval "$(plainbox completion bash)"; echo de""fined\r`);
    await shell.shows('defined');
    shell.type(`plainbox ls --store=ses\t\r`);
    await shell.shows(/pbox-\S+ +saved/);
    shell.type('plainbox ls --store=with\t');
    await shell.shows(/--store=with\\?:colon/);
    shell.type('\u0015');
    shell.type('plainbox export --format=jun\t | head -1\r');
    await shell.shows('<?xml');
  },
);

test.skipIf(!isInstalled('zsh'))(
  'in a terminal a key completes: zsh',
  async ({ workplace, main }) => {
    const env = await prepare(workplace, main);
    await using shell = new TerminalSession(['zsh', '-f', '-i'], {
      cwd: workplace.folder,
      env: { ...env, PS1: 'ready> ' },
    });
    await shell.shows('ready>');
    shell.type(
      'autoload -U compinit; compinit -u; eval "$(plainbox completion zsh)"; echo de""fined\r',
    );
    await shell.shows('defined');
    shell.type('plainbox mark disk/h\t--outcome pa\t\r');
    await shell.shows(/disk\/health +☑ passed +2/);
    shell.type('plainbox ls --store=ses\t\r');
    await shell.shows(/pbox-\S+ +saved/);
  },
);
