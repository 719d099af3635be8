import type { SessionDevice } from '@plainbox/manager';
import { recordVerdict } from '@plainbox/runner';
import { type JobState, OUTCOMES, type Outcome } from '@plainbox/state';
import { type Command, Option } from 'commander';
import type { MarkAnswer } from '../answers/mark.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { withDeviceColumn } from '../output/device-column.js';
import { writeJson } from '../output/json.js';
import { outcomeText, paintOutcome } from '../output/outcome-text.js';
import { type Column, writeTable } from '../output/table.js';
import { oneLine } from '../output/text.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reopenSession } from '../sessions/reopen-session.js';
import {
  ambiguousDevice,
  chosenDevices,
  jobOnDevice,
  toldDevice,
} from '../sessions/session-devices.js';
import { findSession, type NamedSession } from '../sessions/session-reference.js';
import { tellJobChanges } from '../sessions/tell-job-changes.js';
import {
  addChangedJobOption,
  addDeviceOption,
  addJsonOption,
  addSessionAndJobArguments,
  addUnitsOptions,
  addWritablePlaceOptions,
  type ChangedJobOption,
  type DeviceOption,
  type JsonOption,
  type UnitsOptions,
} from './options.js';

interface MarkOptions
  extends PlaceOptions,
    UnitsOptions,
    ChangedJobOption,
    DeviceOption,
    JsonOption {
  readonly outcome: NonNullable<Outcome>;
  readonly comment?: string;
  readonly dryRun?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  const outcomes = [...OUTCOMES.keys()].filter((outcome) => outcome !== null);
  addSessionAndJobArguments(command, (session, job, options: MarkOptions) =>
    mark(session, job, options, invocation),
  );
  addDeviceOption(command, 'the device that it is about, of those that have the job');
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
  plainbox mark screen/colours --device phone --outcome pass

The verdict is a new attempt; those before stay. Jobs that wait for this one can run then.
In a pipe: tab-separated job, outcome, attempt, outcome before; then the device, of a session about several.
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
  tellJobChanges(manager.devices, invocation.terminal);
  const { device, jobState } = findJob(manager.devices, id, options.device, session);
  const before = jobState.result.outcome;
  const verdict = { outcome, comments: comment };
  const { comments } = recordVerdict(manager, jobState.job, verdict, { device });
  if (!dryRun) await manager.checkpoint();
  const answer: MarkAnswer = {
    schema: 'plainbox-mark/1',
    dryRun,
    id: session.id,
    location: storage.location,
    job: id,
    ...toldDevice(device, manager.devices),
    attempt: jobState.resultHistory.length,
    before,
    outcome,
    comments,
  };
  if (options.json) {
    writeJson(invocation.terminal, answer);
    return;
  }
  const { terminal } = invocation;
  writeTable(terminal, withDeviceColumn(COLUMNS, [answer], terminal), [answer]);
  if (dryRun) terminal.tell(`session ${session.id} would be so`);
}

interface JobOfDevice {
  readonly device: SessionDevice;
  readonly jobState: JobState;
}

/** The one job that is meant: a verdict on another device's would be a wrong one. */
function findJob(
  devices: readonly SessionDevice[],
  id: string,
  name: string | undefined,
  session: NamedSession,
): JobOfDevice {
  const found = chosenDevices(devices, name, session).flatMap((device): JobOfDevice[] => {
    const jobState = device.state.jobs.get(id);
    return jobState === undefined ? [] : [{ device, jobState }];
  });
  const [one, ...others] = found;
  if (one === undefined) {
    const job = jobOnDevice(`'${id}'`, name === '' ? 'this machine' : name && oneLine(name));
    throw new CliError('JOB_NOT_FOUND', `session ${session.id} has no job ${job}`, {
      command: ['show', ...session.words],
    });
  }
  if (others.length > 0) {
    throw ambiguousDevice(
      session,
      id,
      found.map(({ device }) => device),
    );
  }
  return one;
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
