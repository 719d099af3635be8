import type { SessionManager } from '@plainbox/manager';
import type { JobDefinition, JobResult, JobState } from '@plainbox/state';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { commandLine } from '../output/command-line.js';
import { formatDuration } from '../output/duration.js';
import { writeJson } from '../output/json.js';
import { outcomeText, paintOutcome } from '../output/outcome-text.js';
import { type Column, writeTable } from '../output/table.js';
import { count, oneLine } from '../output/text.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { storeWords } from '../sessions/repository.js';
import { findSession } from '../sessions/session-reference.js';
import { addStoreOption, type StoreOption } from './options.js';

interface ShowOptions extends StoreOption {
  readonly json?: boolean;
  readonly units?: readonly string[];
}

export function configure(command: Command, invocation: Invocation): void {
  addStoreOption(command)
    .argument('[session]', 'id, beginning of an id, latest, latest~1, or a path', 'latest')
    .option('--units <file...>', 'job files to use instead of those that the session names')
    .option('--json', 'as JSON')
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
  const { repository, id } = await findSession(invocation, reference, options.store);
  await using repo = repository;
  await using storage = await repo.open(id, { readOnly: true });
  await using manager = await reopenSession(storage, invocation, options);
  const { state } = manager;
  const jobs = state.runList.flatMap(({ id }) => state.jobs.get(id) ?? []);

  if (options.json) {
    writeJson(terminal, 'show', { session: sessionJson(manager), jobs: jobs.map(jobJson) });
    return;
  }
  writeTable(terminal, COLUMNS, jobs);
  tellSession(manager, invocation, options.store);
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

function sessionJson({ state, storage }: SessionManager): object {
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

function jobJson({ job, result, resultHistory }: JobState): object {
  return {
    id: job.id,
    summary: job.summary,
    outcome: result.outcome,
    attempts: resultHistory.map(resultJson),
  };
}

function resultJson(result: JobResult): object {
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
  store: string | undefined,
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
    const resume = commandLine([...program, 'resume', storage.id, ...storeWords(store)]);
    terminal.tell(`${count(left, 'job')} still to do; go on with  ${resume}`);
  }
}
