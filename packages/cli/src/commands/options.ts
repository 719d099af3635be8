import type { ChangedJobPolicy } from '@plainbox/manager';
import { type Command, InvalidArgumentError, Option } from 'commander';

// What several commands take, in the same words everywhere.

/** `--store` and `--checkbox`: where a command looks for sessions. */
export function addPlaceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--store <dir>',
        'where sessions lie (default: $PLAINBOX_SESSION_REPOSITORY, else your state folder)',
      ).conflicts('checkbox'),
    )
    .option('--checkbox', "look at Checkbox's own sessions, in /var/tmp/checkbox-ng/sessions");
}

/** For commands that change sessions: `--write` besides, without which Checkbox's are only read. */
export function addWritablePlaceOptions(command: Command): Command {
  return addPlaceOptions(command).option('--write', "with --checkbox: change Checkbox's sessions");
}

/** The session that a command is about. */
export function addSessionArgument(command: Command): Command {
  return command.argument(
    '[session]',
    'id, beginning of an id, latest, latest~1, or a path',
    'latest',
  );
}

/** A job, and before it the session that it belongs to, which may be left out: the latest then. */
export function addSessionAndJobArguments<Options>(
  command: Command,
  act: (session: string, job: string, options: Options) => Promise<void>,
): Command {
  return command
    .usage('[options] [session] <job>')
    .argument('<session>', 'id, beginning of an id, latest (the default), latest~1, or a path')
    .argument('[job]', 'id of a job')
    .action((first: string, second: string | undefined, options: Options) =>
      second === undefined ? act('latest', first, options) : act(first, second, options),
    );
}

/** The sessions that a command is about: one at least, or else the latest. */
export function addSessionsArgument(command: Command, without: 'required' | 'latest'): Command {
  const what = 'ids, beginnings of ids, latest, latest~1, or paths';
  return without === 'required'
    ? command.argument('<sessions...>', what)
    : command.argument('[sessions...]', what, ['latest']);
}

/** `--device`: one of the devices that a session is about. */
export interface DeviceOption {
  readonly device?: string;
}

export function addDeviceOption(command: Command, what: string): Command {
  return command.option('--device <name>', `${what}; '' for this machine`);
}

/** `--json`: the whole answer as one JSON document. */
export interface JsonOption {
  readonly json?: boolean;
}

export function addJsonOption(command: Command): Command {
  return command.option('--json', 'answer as JSON, with errors as JSON on stderr');
}

/** How a run answers: when it has ended, or while it goes on. */
export interface RunOutputOptions extends JsonOption {
  readonly jsonl?: boolean;
}

export function addRunOutputOptions(command: Command): Command {
  return addJsonOption(command).addOption(
    new Option('--jsonl', 'tell each event as a line of JSON on stdout').conflicts('json'),
  );
}

/** For commands that delete or rewrite. */
export function addCautionOptions(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('-y, --yes', 'do it without asking');
}

/** Job files that are used instead of those that a session names. */
export interface UnitsOptions {
  readonly units?: readonly string[];
  readonly namespace?: string;
}

export function addUnitsOptions(command: Command): Command {
  return command
    .option('--units <file...>', 'job files to use instead of those that the session names')
    .option('--namespace <ns>', 'the namespace of the jobs in --units');
}

/** How a session's jobs are run. */
export interface RunnerOptions {
  /** How many jobs run side by side. */
  readonly jobs?: number;
  /** When a job that is cut off again and again is given up. */
  readonly maxCrashes?: number;
  /** Seconds that each job may take. */
  readonly timeout?: number;
}

export function addRunnerOptions(command: Command): Command {
  return command
    .option('--jobs <n>', 'how many independent jobs run side by side (default: 1)', parseCount)
    .option(
      '--max-crashes <n>',
      'how often a job may be cut off by the end of the session before it counts as crashed (default: 2)',
      parseCount,
    )
    .option(
      '--timeout <seconds>',
      'how long each job may take before it is stopped and counts as crashed (default: as long as it wants)',
      parseSeconds,
    );
}

/** `--on-changed`: what becomes of jobs that are defined otherwise than before. */
export interface ChangedJobOption {
  readonly onChanged: ChangedJobPolicy;
}

export function addChangedJobOption(command: Command): Command {
  const option = new Option(
    '--on-changed <policy>',
    'what becomes of jobs whose definition changed; all but fail also set jobs aside that are gone',
  );
  return command.addOption(option.choices(['fail', 'rerun', 'keep', 'skip']).default('fail'));
}

/** A number from 1 up. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 up.');
  return Number(text);
}

/** A time above 0; fractions too. */
function parseSeconds(text: string): number {
  const seconds = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds === 0) throw new InvalidArgumentError('It is a number of seconds above 0.');
  return seconds;
}
