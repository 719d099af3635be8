import type { Command } from 'commander';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { count } from '../output/text.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { storeWords } from '../sessions/repository.js';
import { runSession } from '../sessions/run-session.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addMaxCrashesOption,
  addStoreOption,
  type MaxCrashesOption,
  type StoreOption,
} from './options.js';

interface ResumeOptions extends StoreOption, MaxCrashesOption {
  readonly units?: readonly string[];
  readonly namespace?: string;
  readonly jsonl?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addMaxCrashesOption(addStoreOption(command))
    .argument('[session]', 'id, beginning of an id, latest, latest~1, or a path', 'latest')
    .option('--units <file...>', 'job files to use instead of those that the session names')
    .option('--namespace <ns>', 'the namespace of the jobs in --units')
    .option('--jsonl', 'tell each event as a line of JSON on stdout')
    .addHelpText(
      'after',
      `
Examples:
  plainbox resume                          the session that was at work last
  plainbox resume pbox-2026-08 --units moved/checks.pxu
`,
    )
    .action((session: string, options: ResumeOptions) => resume(session, options, invocation));
}

async function resume(
  reference: string,
  options: ResumeOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  const { repository, id } = await findSession(invocation, reference, options.store);
  await using repo = repository;
  await using storage = await repo.open(id);
  await using manager = await reopenSession(storage, invocation, options);

  const { state } = manager;
  const done = state.runList.filter(({ id }) => state.jobs.get(id)?.result.outcome != null).length;
  if (state.runList.length === done && state.metadata.runningJobName === null) {
    throw new CliError('NOTHING_TO_DO', `session ${id} is finished: all its jobs have results`, {
      command: ['show', id, ...storeWords(options.store)],
    });
  }
  terminal.tell(`session ${id}: ${count(done, 'result')} kept`);
  await runSession(manager, invocation, options);
}
