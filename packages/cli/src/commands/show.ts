import type { SessionManager } from '@plainbox/manager';
import type { JobDefinition, JobResult, JobState } from '@plainbox/state';
import type { Command } from 'commander';
import type { ShowAnswer, ShownAttempt, ShownJob, ShownSession } from '../answers/show.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from '../output/command-line.js';
import { formatDuration } from '../output/duration.js';
import { writeJson } from '../output/json.js';
import { outcomeText, paintOutcome } from '../output/outcome-text.js';
import { type Column, writeTable } from '../output/table.js';
import { count, oneLine } from '../output/text.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addJsonOption,
  addPlaceOptions,
  addSessionArgument,
  addUnitsOptions,
  type JsonOption,
  type UnitsOptions,
} from './options.js';

interface ShowOptions extends PlaceOptions, UnitsOptions, JsonOption {}

export function configure(command: Command, invocation: Invocation): void {
  addJsonOption(addUnitsOptions(addPlaceOptions(addSessionArgument(command))))
    .addHelpText(
      'after',
      `
Examples:
  plainbox show
  plainbox show latest~1 --json | jq '.jobs[] | select(.outcome == "fail")'

In a pipe: tab-separated job, outcome, seconds, number of attempts, comments.
`,
    )
    .action((session: string, options: ShowOptions) => show(session, options, invocation));
}

async function show(
  reference: string,
  options: ShowOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToRead();
  await using manager = await reopenSession(storage, invocation, options);
  const { state } = manager;
  const jobs = state.runList.flatMap(({ id }) => state.jobs.get(id) ?? []);

  if (options.json) {
    writeJson<ShowAnswer>(terminal, {
      schema: 'plainbox-show/1',
      session: sessionJson(manager),
      jobs: jobs.map(jobJson),
    });
    return;
  }
  writeTable(terminal, COLUMNS, jobs);
  tellSession(manager, invocation, session.words);
}

const COLUMNS: readonly Column<JobState>[] = [
  { title: 'job', value: ({ job }) => job.id },
  {
    title: 'outcome',
    value: ({ result }) => result.outcome ?? 'none',
    shown: ({ result }) => outcomeText(result.outcome),
    color: (colors, { result }) => paintOutcome(colors, result.outcome),
  },
  {
    title: 'time',
    value: ({ result }) => String(result.executionDuration ?? ''),
    shown: ({ result: { executionDuration: seconds } }) =>
      seconds === null ? '' : formatDuration(seconds),
    align: 'right',
  },
  {
    title: 'attempts',
    value: ({ resultHistory }) => String(resultHistory.length),
    align: 'right',
  },
  { title: 'why', value: ({ result }) => result.comments ?? '' },
];

function sessionJson({ state, storage }: SessionManager): ShownSession {
  const { title, appId, flags, runningJobName } = state.metadata;
  return {
    id: storage.id,
    location: storage.location,
    title,
    appId,
    flags: [...flags].sort(),
    runningJob: runningJobName,
  };
}

function jobJson({ job, result, resultHistory }: JobState): ShownJob {
  return {
    id: job.id,
    summary: job.summary,
    outcome: result.outcome,
    attempts: resultHistory.map(resultJson),
  };
}

function resultJson(result: JobResult): ShownAttempt {
  return {
    outcome: result.outcome,
    returnCode: result.returnCode === null ? null : Number(result.returnCode),
    seconds: result.executionDuration,
    comments: result.comments,
    ioLog: result.ioLogFilename,
  };
}

function tellSession(
  { state, storage }: SessionManager,
  { terminal, program }: Invocation,
  sessionWords: readonly string[],
): void {
  const colors = terminal.messageColors;
  const isToDo = ({ id }: JobDefinition): boolean => state.jobs.get(id)?.result.outcome === null;
  const left = state.runList.filter(isToDo).length;
  terminal.tell('');
  if (state.metadata.title !== null) {
    terminal.tell(`${colors.dim('title')}    ${oneLine(state.metadata.title)}`);
  }
  terminal.tell(`${colors.dim('session')}  ${storage.location}`);
  if (left > 0) {
    const resume = commandLine([...program, 'resume', ...sessionWords]);
    terminal.tell(`${count(left, 'job')} still to do; go on with  ${resume}`);
  }
}
