import { recordVerdict } from '@plainbox/runner';
import { OUTCOMES, type Outcome } from '@plainbox/state';
import { type Command, Option } from 'commander';
import type { MarkAnswer } from '../answers/mark.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { writeJson } from '../output/json.js';
import { outcomeText, paintOutcome } from '../output/outcome-text.js';
import { type Column, writeTable } from '../output/table.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addChangedJobOption,
  addJsonOption,
  addSessionAndJobArguments,
  addUnitsOptions,
  addWritablePlaceOptions,
  type ChangedJobOption,
  type JsonOption,
  type UnitsOptions,
} from './options.js';

interface MarkOptions extends PlaceOptions, UnitsOptions, ChangedJobOption, JsonOption {
  readonly outcome: NonNullable<Outcome>;
  readonly comment?: string;
  readonly dryRun?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  const outcomes = [...OUTCOMES.keys()].filter((outcome) => outcome !== null);
  addSessionAndJobArguments(command, (session, job, options: MarkOptions) =>
    mark(session, job, options, invocation),
  );
  addJsonOption(
    addChangedJobOption(
      addUnitsOptions(
        addWritablePlaceOptions(command)
          .addOption(
            new Option('--outcome <outcome>', 'what came of it')
              .choices(outcomes)
              .makeOptionMandatory(),
          )
          .option('--comment <text>', 'why')
          .option('--dry-run', 'say what would be done, and do nothing'),
      ),
    ),
  ).addHelpText(
    'after',
    `
Examples:
  plainbox mark screen/colours --outcome pass --comment 'looked at it'
  plainbox mark latest~1 disk/health --outcome skip

The verdict is a new attempt; those before stay. Jobs that wait for this one can run then.
In a pipe: tab-separated job, outcome, attempt, outcome before.
`,
  );
}

async function mark(
  reference: string,
  id: string,
  options: MarkOptions,
  invocation: Invocation,
): Promise<void> {
  const { outcome, comment, dryRun = false } = options;
  await using session = await findSession(invocation, reference, options);
  await using storage = await (dryRun ? session.openToRead() : session.openToWrite());
  await using manager = await reopenSession(storage, invocation, options);
  const jobState = manager.state.jobs.get(id);
  if (jobState === undefined) {
    throw new CliError('JOB_NOT_FOUND', `session ${session.id} has no job '${id}'`, {
      command: ['show', ...session.words],
    });
  }
  const before = jobState.result.outcome;
  const { comments } = recordVerdict(manager, jobState.job, { outcome, comments: comment });
  if (!dryRun) await manager.checkpoint();
  const answer: MarkAnswer = {
    schema: 'plainbox-mark/1',
    dryRun,
    id: session.id,
    location: storage.location,
    job: id,
    attempt: jobState.resultHistory.length,
    before,
    outcome,
    comments,
  };
  if (options.json) {
    writeJson(invocation.terminal, answer);
    return;
  }
  writeTable(invocation.terminal, COLUMNS, [answer]);
  if (dryRun) invocation.terminal.tell(`session ${session.id} would be so`);
}

const COLUMNS: readonly Column<MarkAnswer>[] = [
  { title: 'job', value: ({ job }) => job },
  {
    title: 'outcome',
    value: ({ outcome }) => outcome,
    shown: ({ outcome }) => outcomeText(outcome),
    color: (colors, { outcome }) => paintOutcome(colors, outcome),
  },
  { title: 'attempt', value: ({ attempt }) => String(attempt), align: 'right' },
  {
    title: 'before',
    value: ({ before }) => before ?? 'none',
    shown: ({ before }) => outcomeText(before),
  },
];
