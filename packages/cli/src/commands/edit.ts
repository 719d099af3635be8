import { applyDraft, draftOf, faultsOfDraft, type SessionDraft } from '@plainbox/manager';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EditAnswer } from '../answers/edit.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { type CautionOptions, isConfirmed } from '../output/confirmation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { findSession } from '../sessions/session-reference.js';
import { tellJobChanges } from '../sessions/tell-job-changes.js';
import {
  addCautionOptions,
  addChangedJobOption,
  addJsonOption,
  addSessionArgument,
  addUnitsOptions,
  addWritablePlaceOptions,
  type ChangedJobOption,
  type JsonOption,
  type UnitsOptions,
} from './options.js';

interface EditOptions
  extends PlaceOptions,
    UnitsOptions,
    ChangedJobOption,
    CautionOptions,
    JsonOption {
  readonly title?: string;
  readonly addFlag?: readonly string[];
  readonly removeFlag?: readonly string[];
  readonly addJob?: readonly string[];
  readonly removeJob?: readonly string[];
  readonly comment?: Readonly<Record<string, string>>;
}

export function configure(command: Command, invocation: Invocation): void {
  addUnitsOptions(addWritablePlaceOptions(addSessionArgument(command)))
    .option('--title <text>', 'another title; none if it is empty')
    .option('--add-flag <flag...>', 'flags that it is to have')
    .option('--remove-flag <flag...>', 'flags that it is not to have')
    .option('--add-job <id...>', 'jobs of its job files that it is to run too')
    .option('--remove-job <id...>', 'jobs that it is not to run; results stay')
    .addOption(
      new Option(
        '--comment <job=text>',
        'another comment on the last result of a job; may be given again',
      ).argParser(parseComment),
    );
  addJsonOption(addCautionOptions(addChangedJobOption(command)))
    .addHelpText(
      'after',
      `
Without options it opens all of this in your editor ($VISUAL, $EDITOR). What options change is asked for first;
off a terminal it takes --yes.

Examples:
  plainbox edit
  plainbox edit latest --title 'nightly, second try' --add-flag submitted --yes
  plainbox edit pbox-2026-08 --remove-job disk/format --comment 'disk/space=cleaned by hand'

In a pipe: tab-separated part of the session, what it is now.
`,
    )
    .action((reference: string, options: EditOptions) => edit(reference, options, invocation));
}

async function edit(
  reference: string,
  options: EditOptions,
  invocation: Invocation,
): Promise<void> {
  const { dryRun = false } = options;
  await using session = await findSession(invocation, reference, options);
  await using storage = await (dryRun ? session.openToRead() : session.openToWrite());
  await using manager = await reopenSession(storage, invocation, options);
  tellJobChanges(manager.devices, invocation.terminal);
  const { state } = manager;
  const before = draftOf(state);
  const byOptions = hasEdits(options);
  const draft = byOptions
    ? edited(before, options)
    : await byHand(before, session.id, invocation, (made) => faultsOfDraft(made, state));
  if (draft === undefined) {
    invocation.terminal.tell('nothing was changed');
    return;
  }
  const faults = faultsOfDraft(draft, state);
  if (faults.length > 0) {
    throw new CliError('BAD_EDIT', 'the session cannot be edited so', { details: faults });
  }
  // Who has saved it in the editor has said that it is meant.
  const isMeant =
    dryRun || !byOptions || (await isConfirmed(invocation, options, `edit session ${session.id}`));
  if (!isMeant) return;
  const commented = applyDraft(draft, state);
  if (!dryRun) await manager.checkpoint();
  const { title, flags, desiredJobs } = draftOf(state);
  const { id } = session;
  answer(
    { title, flags, desiredJobs, commented, id, location: storage.location, dryRun },
    options,
    invocation,
  );
}

async function byHand(
  before: SessionDraft,
  id: string,
  invocation: Invocation,
  faults: (draft: SessionDraft) => readonly string[],
): Promise<SessionDraft | undefined> {
  if (invocation.person === undefined) {
    throw new CliError('USAGE', 'nobody is there to edit the session in an editor', {
      advice: 'say what is to change by options: --title, --add-flag, …',
      command: ['edit', '--help'],
    });
  }
  const { editInEditor } = await import('../editing/edit-in-editor.js');
  return editInEditor(before, id, invocation, faults);
}

function hasEdits({
  title,
  addFlag,
  removeFlag,
  addJob,
  removeJob,
  comment,
}: EditOptions): boolean {
  return [title, addFlag, removeFlag, addJob, removeJob, comment].some(
    (each) => each !== undefined,
  );
}

function edited(
  { title, flags, desiredJobs, comments }: SessionDraft,
  { addFlag, removeFlag, addJob, removeJob, comment, ...options }: EditOptions,
): SessionDraft {
  return {
    title: options.title === undefined ? title : options.title || null,
    flags: withAndWithout(flags, addFlag, removeFlag),
    desiredJobs: withAndWithout(desiredJobs, addJob, removeJob),
    comments: { ...comments, ...comment },
  };
}

function withAndWithout(
  texts: readonly string[],
  added: readonly string[] = [],
  removed: readonly string[] = [],
): readonly string[] {
  return [...new Set([...texts, ...added])].filter((text) => !removed.includes(text));
}

function answer(
  edited: Omit<EditAnswer, 'schema'>,
  { json }: EditOptions,
  { terminal }: Invocation,
): void {
  if (json) {
    writeJson<EditAnswer>(terminal, { schema: 'plainbox-edit/1', ...edited });
    return;
  }
  const { title, flags, desiredJobs, commented, id, dryRun } = edited;
  writeTable(terminal, COLUMNS, [
    { part: 'title', is: title ?? '' },
    { part: 'flags', is: flags.join(' ') },
    { part: 'desired jobs', is: desiredJobs.join(' ') },
    { part: 'commented', is: commented.join(' ') },
  ]);
  terminal.tell(dryRun ? `session ${id} would be so` : `session ${id} is edited`);
}

const COLUMNS: readonly Column<{ readonly part: string; readonly is: string }>[] = [
  { title: 'part', value: ({ part }) => part },
  { title: 'is now', value: ({ is }) => is },
];

function parseComment(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, job, comment = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (job === undefined) throw new InvalidArgumentError('It is the id of a job, =, and a text.');
  return { ...before, [job]: comment };
}
