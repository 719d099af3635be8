import { type RerunSelection, selectReruns } from '@plainbox/runner';
import { IdPattern } from '@plainbox/state';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { count } from '../output/text.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import { tellPlan } from '../sessions/resume-plan.js';
import { runSession } from '../sessions/run-session.js';
import { chosenDevices } from '../sessions/session-devices.js';
import { findSession } from '../sessions/session-reference.js';
import { tellJobChanges } from '../sessions/tell-job-changes.js';
import {
  addChangedJobOption,
  addDeviceOption,
  addRunnerOptions,
  addRunOutputOptions,
  addSessionArgument,
  addUnitsOptions,
  addWritablePlaceOptions,
  type ChangedJobOption,
  type DeviceOption,
  type RunnerOptions,
  type RunOutputOptions,
  type UnitsOptions,
} from './options.js';

interface RerunOptions
  extends PlaceOptions,
    UnitsOptions,
    RunnerOptions,
    ChangedJobOption,
    DeviceOption,
    RunOutputOptions {
  readonly job?: readonly string[];
  readonly failed?: boolean;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addUnitsOptions(addWritablePlaceOptions(addSessionArgument(command)))
    .option('--failed', 'jobs that failed (the default)')
    .option(
      '--job <id...>',
      'these jobs, by id or by a regular expression that matches the whole id',
    )
    .option('--all', 'all jobs that have a result');
  addDeviceOption(command, 'only jobs on this device, of a session about several');
  addRunOutputOptions(addChangedJobOption(addRunnerOptions(command)))
    .option('--dry-run', 'say what would be run, and do nothing')
    .addHelpText(
      'after',
      `
Examples:
  plainbox rerun                           what failed in the session that was at work last
  plainbox rerun latest --job 'disk/.*'
  plainbox rerun --all --dry-run
  plainbox rerun --device phone            what failed there, and not on other devices

What could not run because of these jobs runs again with them, and so does what is still to do.
Results of attempts before stay in the session.
`,
    )
    .action((session: string, options: RerunOptions) => rerun(session, options, invocation));
}

async function rerun(
  reference: string,
  options: RerunOptions,
  invocation: Invocation,
): Promise<void> {
  const selection = selectionOf(options);
  await using session = await findSession(invocation, reference, options);
  await using storage = await (options.dryRun ? session.openToRead() : session.openToWrite());
  const stored = await storage.load();
  await using manager = await reopenSession(storage, invocation, { ...options, stored });
  tellJobChanges(manager.devices, invocation.terminal);

  const selected = chosenDevices(manager.devices, options.device, session).flatMap((device) =>
    selectReruns(device.state, selection).map(({ id }) => ({ id, device })),
  );
  if (selected.length === 0) {
    throw new CliError('NOTHING_TO_DO', `no job of session ${session.id} is to be run again`, {
      command: ['show', ...session.words],
    });
  }
  for (const { id, device } of selected) device.reruns.add(id);
  if (options.dryRun) {
    tellPlan(manager, stored?.faults ?? [], invocation, options);
    return;
  }
  invocation.terminal.tell(`session ${session.id}: ${count(selected.length, 'job')} to run again`);
  await runSession(manager, invocation, {
    ...options,
    words: [...session.wordsToWrite, ...invocation.subject.units],
  });
}

function selectionOf({ job, failed, all = false }: RerunOptions): RerunSelection {
  const patterns = (job ?? []).map((text) => new IdPattern(text));
  return { patterns, all, failed: failed ?? (patterns.length === 0 && !all) };
}
