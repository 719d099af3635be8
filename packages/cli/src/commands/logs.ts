import type { InspectedDevice } from '@plainbox/manager';
import { attemptOutputs } from '@plainbox/runner';
import { encodeBase64, type StreamName } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';
import { type Command, Option } from 'commander';
import type { LoggedAttempt, LogRecord, LogsAnswer } from '../answers/logs.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { writeJson } from '../output/json.js';
import { type InspectedDevices, inspectAllDevices } from '../sessions/inspect-devices.js';
import { LogPrinter, type LogSelection, selectAttempts } from '../sessions/log-printer.js';
import type { PlaceOptions } from '../sessions/place.js';
import { SessionChanges } from '../sessions/session-changes.js';
import { chosenDevices, toldDevice } from '../sessions/session-devices.js';
import { findSession, type NamedSession } from '../sessions/session-reference.js';
import {
  addDeviceOption,
  addJsonOption,
  addPlaceOptions,
  addSessionArgument,
  type DeviceOption,
  type JsonOption,
  parseCount,
} from './options.js';

interface LogsOptions extends PlaceOptions, JsonOption, DeviceOption {
  readonly follow?: boolean;
  readonly stream?: StreamName;
  readonly attempt?: number;
  readonly allAttempts?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addSessionArgument(command).argument('[jobs...]', 'ids of jobs; all jobs without');
  addDeviceOption(command, 'what its jobs wrote, of a session about several');
  addJsonOption(addPlaceOptions(command))
    .option('-f, --follow', 'go on until the session ends (the default while it is at work)')
    .option('--no-follow', 'print what there is, and end')
    .addOption(new Option('--stream <name>', 'only this stream').choices(['stdout', 'stderr']))
    .option('--attempt <n>', 'this attempt instead of the last', parseCount)
    .addOption(new Option('--all-attempts', 'all attempts').conflicts('attempt'))
    .addHelpText(
      'after',
      `
Examples:
  plainbox logs                            what all jobs of the latest session wrote
  plainbox logs latest disk/space --stream stderr
  plainbox logs latest backup --all-attempts --no-follow

In a pipe the bytes are as the jobs wrote them. Titles (==> job <==) are messages, on stderr.
`,
    )
    .action((session: string, jobs: string[], options: LogsOptions) =>
      logs(session, jobs, options, invocation),
    );
}

async function logs(
  reference: string,
  jobs: readonly string[],
  options: LogsOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToRead();
  const inspected = await inspectAllDevices(storage);
  const all = inspected.devices;
  const devices = chosenDevices(all, options.device, session);
  const selection: LogSelection = { ...options, devices, jobs };
  checkJobs(devices, jobs, session);
  if (options.json) {
    writeJson<LogsAnswer>(terminal, await answer(storage, inspected, selection));
    return;
  }
  const printer = new LogPrinter(terminal, { stream: options.stream, devices: all });
  const isOfOne = jobs.length === 1 && devices.length === 1 && options.allAttempts !== true;
  const print = async (): Promise<void> => {
    const outputs = await attemptOutputs(storage, await inspectAllDevices(storage));
    await printer.print(selectAttempts(outputs, selection), !isOfOne);
  };
  if (options.follow === false) await print();
  else await follow(session, storage, print, () => terminal.isClosed);
}

/** Prints until nobody is at work on the session any more. */
async function follow(
  session: NamedSession,
  storage: SessionStorage,
  print: () => Promise<void>,
  isClosed: () => boolean,
): Promise<void> {
  using changes = new SessionChanges(storage.location);
  for (;;) {
    // Asked before printing: what is written until the end is printed as well.
    const owner = await session.place.repository.findOwner(session.id);
    await print();
    if (owner === undefined || owner.isDead || isClosed()) return;
    await changes.next();
  }
}

function checkJobs(
  devices: readonly InspectedDevice[],
  jobs: readonly string[],
  session: NamedSession,
): void {
  const unknown = jobs.find((id) => !devices.some(({ contents }) => hasJob(contents, id)));
  if (unknown === undefined) return;
  throw new CliError('JOB_NOT_FOUND', `session ${session.id} has no job '${unknown}'`, {
    command: ['show', ...session.words],
  });
}

function hasJob({ jobs, results, desiredJobs }: InspectedDevice['contents'], id: string): boolean {
  return jobs.has(id) || results.has(id) || desiredJobs.includes(id);
}

async function answer(
  storage: SessionStorage,
  inspected: InspectedDevices,
  selection: LogSelection,
): Promise<LogsAnswer> {
  const outputs = await attemptOutputs(storage, inspected);
  const attempts: LoggedAttempt[] = [];
  for (const output of selectAttempts(outputs, selection)) {
    const { job, attempt, result, records } = output;
    const read: LogRecord[] = [];
    for await (const { delay, stream, data } of records()) {
      if ((selection.stream ?? stream) !== stream) continue;
      read.push({ delay, stream, data: encodeBase64(data) });
    }
    const outcome = result?.outcome ?? null;
    const told = { job, ...toldDevice(output, inspected.devices), attempt };
    attempts.push({ ...told, hasResult: result !== undefined, outcome, records: read });
  }
  return { schema: 'plainbox-logs/1', id: storage.id, location: storage.location, attempts };
}
