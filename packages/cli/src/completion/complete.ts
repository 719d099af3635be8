import { type Argument, Command, type Option } from 'commander';
import type { CatalogueEntry } from '../catalogue.js';
import { applyConfig } from '../config/apply-config.js';
import type { Invocation } from '../invocation.js';
import type { PlaceOptions } from '../sessions/place.js';
import type { Candidate } from './candidate.js';
import { deviceCandidates, jobCandidates, sessionCandidates } from './session-candidates.js';

const FILES: Candidate = { value: ':files', description: '' };
const DIRECTORIES: Candidate = { value: ':directories', description: '' };

/** What can stand as the last of the words, which has been begun or is empty. */
export async function complete(
  words: readonly string[],
  catalogue: readonly CatalogueEntry[],
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const candidates = await candidatesFor(before, current, catalogue, invocation);
  return candidates.filter(({ value }) => value.startsWith(':') || value.startsWith(current));
}

async function candidatesFor(
  before: readonly string[],
  current: string,
  catalogue: readonly CatalogueEntry[],
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  const at = before.findIndex((word) => !word.startsWith('-'));
  const entry = catalogue.find(({ name }) => name === before[at]);
  if (at < 0) return current.startsWith('-') ? GLOBAL_OPTIONS : commandCandidates(catalogue);
  if (before[at] === 'help') return commandCandidates(catalogue);
  if (entry === undefined) return [];

  const command = new Command(entry.name).exitOverride().configureOutput({ outputError: () => {} });
  (await entry.load()).configure(command, invocation);
  return candidatesOf(command, before.slice(at + 1), current, invocation);
}

async function candidatesOf(
  command: Command,
  before: readonly string[],
  current: string,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  const [subcommand, ...rest] = before;
  const nested = command.commands.find((each) => each.name() === subcommand);
  if (nested !== undefined) return candidatesOf(nested, rest, current, invocation);
  const joined = joinedOption(command, current);
  if (joined === undefined && current.startsWith('-')) return optionCandidates(command, before);

  const open = joined === undefined ? openOption(command, before) : undefined;
  const words = open === undefined ? before : before.slice(0, before.lastIndexOf(open.word));
  const { operands } = command.parseOptions([...words]);
  await applyConfig(command, invocation);
  const place = command.opts<PlaceOptions>();
  const option = joined ?? open?.option;
  if (option !== undefined) {
    const values = await valuesOf(command, option, operands, place, invocation);
    return joined === undefined ? values : values.map((value) => joinedTo(joined, value));
  }
  if (operands.length === 0 && command.commands.length > 0) {
    return command.commands.map((each) => ({ value: each.name(), description: each.summary() }));
  }
  return operandsOf(command, operands, place, invocation);
}

/** The option that the word at the cursor gives a value: `--store=…`. */
function joinedOption({ options }: Command, current: string): Option | undefined {
  const [name = '', value] = current.split('=', 2);
  return value === undefined
    ? undefined
    : options.find((option) => option.long === name && !option.isBoolean());
}

function joinedTo({ long }: Option, candidate: Candidate): Candidate {
  const { value, description } = candidate;
  return value.startsWith(':') ? candidate : { value: `${long}=${value}`, description };
}

/** The option whose value the word at the cursor is. */
function openOption(
  command: Command,
  before: readonly string[],
): { readonly option: Option; readonly word: string } | undefined {
  const word = before.findLast((each) => each.startsWith('-'));
  const option = command.options.find(({ long, short }) => word === long || word === short);
  if (word === undefined || option === undefined || option.isBoolean()) return undefined;
  const values = before.length - 1 - before.lastIndexOf(word);
  return values === 0 || option.variadic ? { option, word } : undefined;
}

async function valuesOf(
  command: Command,
  option: Option,
  operands: readonly string[],
  place: PlaceOptions,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  if (option.argChoices) return plain(option.argChoices);
  switch (option.attributeName()) {
    case 'store':
      return [DIRECTORIES];
    case 'device':
      return deviceCandidates(sessionIn(command, operands), place, invocation);
    case 'job':
    case 'addJob':
    case 'removeJob':
      return jobCandidates(operands[0] ?? 'latest', place, invocation, jobsOf(command));
    case 'comment':
      return option.flags.endsWith('<job=text>')
        ? beginningsOfComments(await jobCandidates(operands[0] ?? 'latest', place, invocation))
        : [];
    case 'units':
    case 'output':
      return [FILES];
    default:
      return [];
  }
}

async function operandsOf(
  command: Command,
  operands: readonly string[],
  place: PlaceOptions,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  const known = command.registeredArguments;
  const argument: Argument | undefined =
    known[operands.length] ?? (known.at(-1)?.variadic ? known.at(-1) : undefined);
  if (argument === undefined) return [];
  if (argument.argChoices) return plain(argument.argChoices);
  switch (argument.name()) {
    case 'session':
    case 'sessions': {
      const sessions = await sessionCandidates(place, invocation);
      // Where a job must be named, the session before it may be left out.
      const jobs =
        argument.required && known[1]?.name() === 'job'
          ? await jobCandidates('latest', place, invocation, jobsOf(command))
          : [];
      return [...jobs, ...sessions, DIRECTORIES];
    }
    case 'job':
    case 'jobs':
      return jobCandidates(operands[0] ?? 'latest', place, invocation, jobsOf(command));
    default:
      return [FILES];
  }
}

/** The session of a command; where a job must be named, a single operand is the job. */
function sessionIn({ registeredArguments }: Command, operands: readonly string[]): string {
  const isJobAlone = operands.length === 1 && registeredArguments[1]?.name() === 'job';
  return (isJobAlone ? undefined : operands[0]) ?? 'latest';
}

/** Commands that can be told a device know the jobs of all. */
function jobsOf({ options }: Command): { readonly ofAllDevices: boolean } {
  return { ofAllDevices: options.some((option) => option.attributeName() === 'device') };
}

const GLOBAL_OPTIONS: readonly Candidate[] = [
  { value: '--help', description: 'explain a command' },
  { value: '--no-input', description: 'never ask anything' },
  { value: '--version', description: 'print the version' },
];

function optionCandidates(command: Command, before: readonly string[]): readonly Candidate[] {
  return [
    ...command.options.map(({ long, description }) => ({ value: long ?? '', description })),
    ...GLOBAL_OPTIONS.slice(0, 2),
  ].filter(({ value }) => value !== '' && !before.includes(value));
}

function commandCandidates(catalogue: readonly CatalogueEntry[]): readonly Candidate[] {
  return catalogue.map(({ name, summary }) => ({ value: name, description: summary }));
}

function beginningsOfComments(jobs: readonly Candidate[]): readonly Candidate[] {
  return jobs.map(({ value, description }) => ({ value: `${value}=`, description }));
}

function plain(values: readonly string[]): readonly Candidate[] {
  return values.map((value) => ({ value, description: '' }));
}
