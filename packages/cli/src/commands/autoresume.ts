import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import {
  type ArmedSession,
  Autoresume,
  type AutoresumeMethod,
  defaultConfigHome,
} from '@plainbox/runner';
import { type Command, Option } from 'commander';
import type { AutoresumeAnswer } from '../answers/autoresume.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from '../output/command-line.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import type { PlaceOptions } from '../sessions/place.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addJsonOption,
  addSessionArgument,
  addWritablePlaceOptions,
  type JsonOption,
} from './options.js';

interface ArmOptions extends PlaceOptions, JsonOption {
  readonly with?: AutoresumeMethod;
}

export function configure(command: Command, invocation: Invocation): void {
  const autoresume = new Autoresume(defaultConfigHome(invocation.env));
  const subcommand = (name: string, summary: string): Command =>
    command.command(name).summary(summary).description(`${summary}.`);

  addJsonOption(
    addWritablePlaceOptions(
      addSessionArgument(subcommand('arm', 'Let a session go on by itself after a reboot')),
    ),
  )
    .addOption(
      new Option(
        '--with <way>',
        'systemd: a service of your own systemd; xdg: the autostart folder of your desktop (default: systemd where it runs)',
      ).choices(['systemd', 'xdg']),
    )
    .action((reference: string, options: ArmOptions) =>
      arm(autoresume, reference, options, invocation),
    );
  addJsonOption(subcommand('status', 'List the sessions that go on by themselves')).action(
    (options: JsonOption) => status(autoresume, options, invocation),
  );
  addJsonOption(
    addWritablePlaceOptions(
      addSessionArgument(subcommand('disarm', 'Let a session no longer go on by itself')),
    ),
  ).action((reference: string, options: ArmOptions) =>
    disarm(autoresume, reference, options, invocation),
  );

  command.addHelpText(
    'after',
    `
Examples:
  plainbox autoresume arm                  the session that was at work last
  plainbox autoresume status
  plainbox autoresume disarm pbox-2026-08

A session that has come to its end is disarmed by itself.
In a pipe: tab-separated session, way, file.
`,
  );
}

async function arm(
  autoresume: Autoresume,
  reference: string,
  options: ArmOptions,
  invocation: Invocation,
): Promise<void> {
  await using session = await findSession(invocation, reference, options);
  session.place.checkWritable();
  await using storage = await session.openToRead();
  const armed = await autoresume.arm(
    {
      id: session.id,
      location: storage.location,
      command: [...invocation.executable, 'resume', storage.location, ...writeWords(options)],
      workingDirectory: invocation.cwd,
      path: invocation.env['PATH'],
    },
    options.with,
  );
  answer(invocation, options, [armed]);
  if (options.json) return;
  const { terminal } = invocation;
  terminal.tell(`session ${session.id} goes on by itself after a reboot`);
  const { username } = userInfo();
  if (armed.method === 'systemd' && !existsSync(`/var/lib/systemd/linger/${username}`)) {
    terminal.tell(
      `it does so when ${username} logs in; to have it do so at boot:  ${commandLine(['loginctl', 'enable-linger', username])}`,
    );
  }
}

function writeWords({ write }: PlaceOptions): readonly string[] {
  return write ? ['--write'] : [];
}

async function status(
  autoresume: Autoresume,
  options: JsonOption,
  invocation: Invocation,
): Promise<void> {
  const armed = await autoresume.list();
  if (armed.length === 0 && !options.json) invocation.terminal.tell('no session goes on by itself');
  else answer(invocation, options, armed);
}

async function disarm(
  autoresume: Autoresume,
  reference: string,
  options: ArmOptions,
  invocation: Invocation,
): Promise<void> {
  const disarmed = await autoresume.disarm(
    await locationOf(autoresume, reference, options, invocation),
  );
  if (disarmed.length === 0) {
    throw new CliError('NOT_ARMED', `session ${reference} does not go on by itself`, {
      command: ['autoresume', 'status'],
    });
  }
  answer(invocation, options, disarmed);
  if (!options.json) invocation.terminal.tell('disarmed');
}

/** A session that is no more can be disarmed as well, by its whole id. */
async function locationOf(
  autoresume: Autoresume,
  reference: string,
  options: PlaceOptions,
  invocation: Invocation,
): Promise<string> {
  const armed = (await autoresume.list()).filter(({ id }) => id === reference);
  const [only] = armed;
  if (only !== undefined && armed.length === 1) return only.location;
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToRead();
  return storage.location;
}

function answer(
  { terminal }: Invocation,
  options: JsonOption,
  sessions: readonly ArmedSession[],
): void {
  if (!options.json) {
    writeTable(terminal, COLUMNS, sessions);
    return;
  }
  writeJson<AutoresumeAnswer>(terminal, {
    schema: 'plainbox-autoresume/1',
    sessions: sessions.map(({ id, location, method, file, command }) => ({
      id,
      location,
      exists: existsSync(location),
      method,
      file,
      command,
    })),
  });
}

const COLUMNS: readonly Column<ArmedSession>[] = [
  { title: 'session', value: ({ id }) => id },
  { title: 'way', value: ({ method }) => method },
  { title: 'file', value: ({ file }) => file },
];
