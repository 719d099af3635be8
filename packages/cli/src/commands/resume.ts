import type { Command } from 'commander';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { count } from '../output/text.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { runSession } from '../sessions/run-session.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addMaxCrashesOption,
  addSessionArgument,
  addUnitsOptions,
  addWritablePlaceOptions,
  type MaxCrashesOption,
  type UnitsOptions,
} from './options.js';

interface ResumeOptions extends PlaceOptions, UnitsOptions, MaxCrashesOption {
  readonly jsonl?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addMaxCrashesOption(addUnitsOptions(addWritablePlaceOptions(addSessionArgument(command))))
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
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToWrite();
  await using manager = await reopenSession(storage, invocation, options);

  const { state } = manager;
  const done = state.runList.filter(({ id }) => state.jobs.get(id)?.result.outcome != null).length;
  if (state.runList.length === done && state.metadata.runningJobName === null) {
    throw new CliError(
      'NOTHING_TO_DO',
      `session ${session.id} is finished: all its jobs have results`,
      {
        command: ['show', ...session.words],
      },
    );
  }
  terminal.tell(`session ${session.id}: ${count(done, 'result')} kept`);
  await runSession(manager, invocation, { ...options, words: session.words });
}
