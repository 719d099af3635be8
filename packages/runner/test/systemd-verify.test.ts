import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { Autoresume, type SessionToResume } from '../src/index.js';
import { temporaryFolder } from './kit/session.js';

/** What systemd itself reads in a unit. */
interface UnitAsRead {
  /** What it has to complain of. */
  readonly complaints: readonly string[];
  /** What it has understood by `Command Line`, `WorkingDirectory` or `Environment`. */
  value(name: string): string | undefined;
}

/** Arms a session, and lets the `systemd-analyze` of this machine read the unit. */
async function readBySystemd(
  session: Pick<SessionToResume, 'command' | 'workingDirectory' | 'path'>,
  { skip }: TestContext,
): Promise<UnitAsRead> {
  const location = join(session.workingDirectory, 'pbox-1.session');
  const autoresume = new Autoresume(await temporaryFolder());
  const { file } = await autoresume.arm({ id: 'pbox-1', location, ...session }, 'systemd');
  const runtime = await temporaryFolder();
  const verify = (level: string) =>
    spawnSync('systemd-analyze', ['verify', '--user', '--man=no', file], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: runtime, SYSTEMD_LOG_LEVEL: level },
    });
  const { error, status, stderr } = verify('info');
  if (error) skip('there is no systemd-analyze here');
  if (stderr.includes('Failed to initialize manager')) skip('systemd-analyze does not work here');
  // Asked for all that it knows, it shows the unit as it has understood it.
  const { stdout: shown } = verify('debug');
  return {
    complaints: [
      ...stderr.split('\n').filter((line) => line !== ''),
      ...(status === 0 ? [] : [`exit ${status}`]),
    ],
    value: (name) => new RegExp(`^\\s*${name}: (.*)$`, 'm').exec(shown)?.[1],
  };
}

test('systemd reads the unit of a session without complaint, and the very words, folder and PATH', async (context) => {
  const root = realpathSync(await temporaryFolder());
  const workingDirectory = join(root, '50% of "my" $files\\here; \'now\'');
  mkdirSync(workingDirectory);
  const program = join(workingDirectory, '%n node $HOME');
  symlinkSync(process.execPath, program);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: systemd's variables, not ours
  const words = ['resume', '', ' ', '%h %% %', '$HOME ${HOME} $$', '"', "'", '\\', '; rm', 'ü 💾'];
  const path = `/opt/100% $HOME "quoted"\\/bin:/usr/bin`;
  const unit = await readBySystemd(
    { command: [program, ...words], workingDirectory, path },
    context,
  );
  expect(unit.complaints).toEqual([]);
  expect(unit.value('WorkingDirectory')).toBe(workingDirectory);
  expect(unit.value('Environment')).toBe(`PATH=${path}`);
  // It shows them as a shell would read them; what is left to be done by it is to halve the `$` of the arguments.
  const { stdout } = spawnSync('bash', ['-c', `printf '%s\\0' ${unit.value('Command Line')}`], {
    encoding: 'utf8',
  });
  const read = stdout.split('\0').map((word) => word.replaceAll('$$', '$'));
  // Systemd wants no quotes in the path of a program, so a shell has to start it.
  expect(read).toEqual(['/bin/sh', '-c', 'exec "$0" "$@"', program, ...words, '']);
});

for (const [what, end] of [
  ['a backslash', '\\'],
  ['a space', ' '],
] as const) {
  test(`systemd reads the whole name of a folder that ends in ${what}`, async (context) => {
    const workingDirectory = join(realpathSync(await temporaryFolder()), `jobs${end}`);
    mkdirSync(workingDirectory);
    const command = [process.execPath, 'resume'] as const;
    const unit = await readBySystemd({ command, workingDirectory }, context);
    expect(unit.complaints).toEqual([]);
    expect(unit.value('WorkingDirectory')).toBe(workingDirectory);
  });
}
