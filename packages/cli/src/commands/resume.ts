import type { Command } from 'commander';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { count } from '../output/text.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { tellPlan } from '../sessions/resume-plan.js';
import { jobsToDo, runSession } from '../sessions/run-session.js';
import { findSession, type NamedSession } from '../sessions/session-reference.js';
import { tellJobChanges } from '../sessions/tell-job-changes.js';
import {
  addChangedJobOption,
  addRunnerOptions,
  addRunOutputOptions,
  addSessionArgument,
  addUnitsOptions,
  addWritablePlaceOptions,
  type ChangedJobOption,
  type RunnerOptions,
  type RunOutputOptions,
  type UnitsOptions,
} from './options.js';

interface ResumeOptions
  extends PlaceOptions,
    UnitsOptions,
    RunnerOptions,
    ChangedJobOption,
    RunOutputOptions {
  readonly dryRun?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addUnitsOptions(addWritablePlaceOptions(addSessionArgument(command)));
  addRunOutputOptions(addChangedJobOption(addRunnerOptions(command)))
    .option('--dry-run', 'say what would be kept, decided, run again and run, and do nothing')
    .addHelpText(
      'after',
      `
Examples:
  plainbox resume                          the session that was at work last
  plainbox resume pbox-2026-08 --units moved/checks.pxu
  plainbox resume --dry-run                what would be done, and why
  plainbox resume --on-changed rerun       run jobs again whose definition was changed meanwhile
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
  if (options.dryRun) {
    await planSession(session, options, invocation);
    return;
  }
  await using storage = await session.openToWrite();
  await using manager = await reopenSession(storage, invocation, options);

  tellJobChanges(manager.devices, terminal);
  const isAsSaved = manager.jobChanges.changed.length + manager.jobChanges.gone.length === 0;
  const toDo = jobsToDo(manager, options).length;
  if (toDo === 0 && isAsSaved) {
    throw new CliError(
      'NOTHING_TO_DO',
      `session ${session.id} is finished: all its jobs have results`,
      {
        command: ['show', ...session.words],
      },
    );
  }
  const all = manager.devices.reduce((sum, { state }) => sum + state.runList.length, 0);
  const kept = all - toDo;
  terminal.tell(`session ${session.id}: ${count(kept, 'result')} kept`);
  await runSession(manager, invocation, {
    ...options,
    words: [...session.wordsToWrite, ...invocation.subject.units],
  });
}

async function planSession(
  session: NamedSession,
  options: ResumeOptions,
  invocation: Invocation,
): Promise<void> {
  await using storage = await session.openToRead();
  const stored = await storage.load();
  await using manager = await reopenSession(storage, invocation, { ...options, stored });
  tellJobChanges(manager.devices, invocation.terminal);
  tellPlan(manager, stored?.faults ?? [], invocation, options);
}
