import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';
import type { TerminalSession } from './terminal-session.js';

const JOBS = `
id: quick
plugin: shell
command: echo quick >> began

id: slow
plugin: shell
command:
 echo slow >> began
 test -e go || sleep 60
`;

const surroundings = ({ folder }: Workplace): { env: Record<string, string> } => ({
  env: {
    XDG_CONFIG_HOME: join(folder, 'config of mine'),
    PLAINBOX_SESSION_REPOSITORY: join(folder, '100% "my" $sessions'),
  },
});

/**
 * Starts what the file says, by a shell: between double quotes all three have the same escapes. Nothing of the
 * environment that the session was made in is there.
 */
function startAsSaidBy(file: string, env: Record<string, string>): SpawnSyncReturns<string> {
  const text = readFileSync(file, 'utf8');
  const entry = (key: string): string =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.replaceAll('%%', '%') ?? '';
  const command = file.endsWith('.service')
    ? `env ${entry('Environment')} ${entry('ExecStart').replaceAll('$$', '\\$')}`
    : entry('Exec').replaceAll('\\\\', '\\');
  const cwd = entry(file.endsWith('.service') ? 'WorkingDirectory' : 'Path');
  return spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' });
}

/** A session whose process was killed while the second job was running. */
async function killedSession(workplace: Workplace): Promise<void> {
  await workplace.write('jobs.pxu', JOBS);
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl'], {
    ...surroundings(workplace),
    onLine(line, child) {
      const { event, job } = JSON.parse(line);
      if (event === 'job-begins' && job === 'slow') child.kill('SIGKILL');
    },
  });
  expect(run.signal).toBe('SIGKILL');
  await workplace.write('go', '');
}

test.for(['systemd', 'xdg'] as const)(
  'a session that is armed with %s goes on by the very command of its file, and is disarmed at its end',
  async (way, { workplace }) => {
    await killedSession(workplace);
    const options = surroundings(workplace);
    const { sessions } = await workplace.answer(['autoresume', 'arm', '--with', way], options);
    expect(sessions).toMatchObject([{ method: way, exists: true }]);
    const [{ id, file }] = sessions;
    const config = options.env['XDG_CONFIG_HOME'] ?? '';
    expect(file.startsWith(config)).toBe(true);
    expect(await workplace.answer(['autoresume', 'status'], options)).toMatchObject({
      sessions: [{ id }],
    });

    const started = startAsSaidBy(file, { XDG_CONFIG_HOME: config });
    expect(started.status, started.stderr).toBe(0);
    expect(started.stderr).toContain('no longer goes on by itself');
    const began = readFileSync(join(workplace.folder, 'began'), 'utf8');
    // Whether the killed attempt came to print anything is a matter of luck.
    expect(began).toMatch(/^quick\n(?:slow\n){1,2}$/);
    expect(existsSync(file)).toBe(false);
  },
);

test('disarm takes it back, also of a session that is no more', async ({ workplace }) => {
  await killedSession(workplace);
  const options = surroundings(workplace);
  const none = await workplace.refusal(['autoresume', 'disarm'], options);
  expect(none).toMatchObject({ exit: 4, error: { code: 'NOT_ARMED' } });

  const { sessions } = await workplace.answer(['autoresume', 'arm', '--with', 'xdg'], options);
  const [{ id, file, location }] = sessions;
  const disarmed = await workplace.plainbox(['autoresume', 'disarm'], options);
  expect(disarmed.code).toBe(0);
  expect(existsSync(file)).toBe(false);

  await workplace.plainbox(['autoresume', 'arm', '--with', 'xdg'], options);
  rmSync(location, { recursive: true });
  expect(await workplace.answer(['autoresume', 'status'], options)).toMatchObject({
    sessions: [{ id, exists: false }],
  });
  expect((await workplace.plainbox(['autoresume', 'disarm', id], options)).code).toBe(0);
  expect(existsSync(file)).toBe(false);
});

test.for([
  ['rm', 'latest'],
  ['gc', '--keep', '0'],
])(
  'a session that is removed by %s is armed no more, and that is told',
  async (words, { workplace }) => {
    await killedSession(workplace);
    const options = surroundings(workplace);
    const armed = await workplace.answer(['autoresume', 'arm', '--with', 'xdg'], options);
    const [{ id, file }] = armed.sessions;
    const dry = await workplace.plainbox([...words, '--dry-run'], options);
    expect(dry.stderr).toContain(`session ${id} would no longer go on by itself`);
    expect(existsSync(file)).toBe(true);

    const { sessions, removed = sessions } = await workplace.answer([...words, '--yes'], options);
    expect(removed).toMatchObject([{ id, disarmed: true }]);
    expect(existsSync(file)).toBe(false);
  },
);

test('a session that waits for a reboot says so, and how it goes on by itself: exit 10', async ({
  workplace,
}) => {
  await workplace.write(
    'jobs.pxu',
    'id: reboots\nplugin: shell\nflags: noreturn autorestart\ncommand: true\n',
  );
  const run = await workplace.plainbox(['run', 'jobs.pxu']);
  expect(run.code).toBe(10);
  expect(run.stderr).toContain('the machine is to reboot');
  expect(run.stderr).toMatch(/autoresume arm pbox-/);
  expect((await workplace.plainbox(['resume'])).code).toBe(10);
});

test('in a terminal: tables with titles, and what happens next', async ({ workplace }) => {
  await killedSession(workplace);
  const { env } = surroundings(workplace);
  const inTerminal = (...words: string[]): TerminalSession =>
    workplace.terminal(['autoresume', ...words], env);

  await using none = inTerminal('status');
  expect(await none.ended).toBe(0);
  expect(none.text).toBe('no session goes on by itself');

  await using arm = inTerminal('arm', '--with', 'xdg');
  expect(await arm.ended).toBe(0);
  expect(arm.text).toMatch(/^session +way +file/);
  expect(arm.text).toMatch(/^session pbox-\S+ goes on by itself after a reboot$/m);
  await using status = inTerminal('status');
  expect(await status.ended).toBe(0);
  expect(status.text).toMatch(/^session +way +file/);
  expect(status.text).toMatch(/^pbox-\S+ +xdg +\S/m);

  await using disarm = inTerminal('disarm');
  expect(await disarm.ended).toBe(0);
  expect(disarm.text).toMatch(/^disarmed$/m);
  await using again = inTerminal('disarm');
  expect(await again.ended).toBe(4);
  expect(again.text).toContain('does not go on by itself');
  expect(again.text).toMatch(/autoresume status/);
});
