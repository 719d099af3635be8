import type { HeldLock } from '@plainbox/storage';
import { type Command, Option } from 'commander';
import type { ShowAnswer, ShownJob, Warning } from '../answers/show.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from '../output/command-line.js';
import { withDeviceColumn } from '../output/device-column.js';
import { formatDuration } from '../output/duration.js';
import { writeJson } from '../output/json.js';
import { outcomeText, paintOutcome } from '../output/outcome-text.js';
import { type Column, writeTable } from '../output/table.js';
import { count, oneLine } from '../output/text.js';
import type { PlaceOptions } from '../sessions/place.js';
import { findSession, type NamedSession } from '../sessions/session-reference.js';
import { lookAtSession } from '../sessions/session-view.js';
import {
  addJsonOption,
  addPlaceOptions,
  addSessionArgument,
  addUnitsOptions,
  type JsonOption,
  type UnitsOptions,
} from './options.js';

interface ShowOptions extends PlaceOptions, UnitsOptions, JsonOption {
  readonly state?: boolean;
  readonly flag?: readonly string[];
}

export function configure(command: Command, invocation: Invocation): void {
  addJsonOption(addUnitsOptions(addPlaceOptions(addSessionArgument(command))))
    .addOption(
      new Option(
        '--state',
        'resume it in memory and print the whole state: jobs, results, inhibitors, resources, …',
      ).implies({ json: true }),
    )
    .addOption(
      new Option(
        '--flag <name>',
        'with --state: a flag of the resume; may be given again',
      ).argParser((name: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        name,
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  plainbox show
  plainbox show latest~1 --json | jq '.jobs[] | select(.outcome == "fail")'
  plainbox show ./from-checkbox.session --state --units jobs/ --flag ignore-job-checksums --json

Shows any session, also one that is at work, damaged, or of another program; for --state the files of its
jobs are needed, which ours remember.
In a pipe: tab-separated job, outcome, seconds, number of attempts, comments; then the device, of a
session about several. --state tells the first of them only, as plainbox (Python) knows no others.
`,
    )
    .action((session: string, options: ShowOptions) => show(session, options, invocation));
}

async function show(
  reference: string,
  options: ShowOptions,
  invocation: Invocation,
): Promise<void> {
  if (options.flag !== undefined && !options.state) {
    throw new CliError('USAGE', '--flag is about the state that --state prints', {
      advice: 'add --state, or leave --flag out',
    });
  }
  await using session = await findSession(invocation, reference, options);
  if (options.state) await showState(session, options, invocation);
  else await showJobs(session, options, invocation);
}

async function showState(
  session: NamedSession,
  options: ShowOptions,
  invocation: Invocation,
): Promise<void> {
  const { reportState } = await import('../sessions/show-state.js');
  await using storage = await session.openToRead();
  const { answer, error } = await reportState(storage, invocation, {
    ...options,
    flags: options.flag,
  });
  writeJson(invocation.terminal, answer);
  if (error !== undefined) throw error;
}

async function showJobs(
  session: NamedSession,
  options: ShowOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  await using storage = await session.openToRead();
  const answer = await lookAtSession(storage, invocation, options);
  if (options.json) {
    writeJson<ShowAnswer>(terminal, answer);
    return;
  }
  writeTable(terminal, withDeviceColumn(COLUMNS, answer.jobs, terminal), answer.jobs);
  tellWarnings(answer.warnings, invocation);
  const owner = await session.place.repository.findOwner(session.id);
  tellSession(answer, invocation, session, owner);
}

const COLUMNS: readonly Column<ShownJob>[] = [
  { title: 'job', value: ({ id }) => id },
  {
    title: 'outcome',
    value: ({ outcome }) => outcome ?? 'none',
    shown: ({ outcome }) => outcomeText(outcome),
    color: (colors, { outcome }) => paintOutcome(colors, outcome),
  },
  {
    title: 'time',
    value: ({ attempts }) => String(attempts.at(-1)?.seconds ?? ''),
    shown: ({ attempts }) => {
      const seconds = attempts.at(-1)?.seconds ?? null;
      return seconds === null ? '' : formatDuration(seconds);
    },
    align: 'right',
  },
  { title: 'attempts', value: ({ attempts }) => String(attempts.length), align: 'right' },
  { title: 'why', value: ({ attempts }) => attempts.at(-1)?.comments ?? '' },
];

function tellWarnings(warnings: readonly Warning[], { terminal }: Invocation): void {
  const colors = terminal.messageColors;
  for (const { code, message } of warnings) {
    terminal.tell(`${colors.yellow('warning:')} ${oneLine(message)} ${colors.dim(`[${code}]`)}`);
  }
}

function tellSession(
  { session, jobs }: ShowAnswer,
  { terminal, program }: Invocation,
  { words, wordsToWrite }: NamedSession,
  owner: HeldLock | undefined,
): void {
  const colors = terminal.messageColors;
  const left = jobs.filter(({ outcome }) => outcome === null).length;
  terminal.tell('');
  if (session.title !== null) {
    terminal.tell(`${colors.dim('title')}    ${oneLine(session.title)}`);
  }
  terminal.tell(`${colors.dim('session')}  ${oneLine(session.location)}`);
  if (left === 0) return;
  const isAtWork = owner !== undefined && !owner.isDead;
  const next = isAtWork ? ['watch', ...words] : ['resume', ...wordsToWrite];
  const command = commandLine([...program, ...next]);
  const pid = owner?.owner.pid ?? null;
  const how = isAtWork
    ? `at work${pid === null ? '' : ` (pid ${pid})`}: watch it with`
    : 'go on with';
  terminal.tell(`${count(left, 'job')} still to do; ${how}  ${command}`);
}
