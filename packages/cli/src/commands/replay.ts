import { type AttemptOutput, attemptOutputs, pacedRecords } from '@plainbox/runner';
import { EscapeRemover, type StreamName } from '@plainbox/state';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import type { Terminal } from '../output/terminal.js';
import { count } from '../output/text.js';
import { inspectAllDevices } from '../sessions/inspect-devices.js';
import { selectAttempts } from '../sessions/log-printer.js';
import type { PlaceOptions } from '../sessions/place.js';
import { ambiguousDevice, chosenDevices } from '../sessions/session-devices.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addDeviceOption,
  addPlaceOptions,
  addSessionAndJobArguments,
  type DeviceOption,
  parseCount,
} from './options.js';

interface ReplayOptions extends PlaceOptions, DeviceOption {
  readonly speed?: number;
  readonly maxIdle?: number;
  readonly attempt?: number;
}

export function configure(command: Command, invocation: Invocation): void {
  addSessionAndJobArguments(command, (session, job, options: ReplayOptions) =>
    replay(session, job, options, invocation),
  );
  addDeviceOption(command, 'the device that the job ran on, of those that have it');
  addPlaceOptions(command)
    .addOption(new Option('--speed <n>', 'so many times as fast: 2, 0.5').argParser(parsePositive))
    .addOption(
      new Option('--max-idle <seconds>', 'no pause is longer than this').argParser(parseSeconds),
    )
    .option('--attempt <n>', 'this attempt instead of the last', parseCount)
    .addHelpText(
      'after',
      `
Examples:
  plainbox replay disk/format
  plainbox replay latest~1 disk/format --speed 4 --max-idle 1
  plainbox replay disk/format --max-idle 0 2>/dev/null | less

What went to stdout and stderr goes there again. On a terminal it looks as it did, with colours and
whatever else the job did to the screen; elsewhere control sequences are left out.
`,
    );
}

async function replay(
  reference: string,
  job: string,
  options: ReplayOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToRead();
  const inspected = await inspectAllDevices(storage);
  const devices = chosenDevices(inspected.devices, options.device, session);
  const outputs = await attemptOutputs(storage, inspected);
  const { attempt } = options;
  const found = selectAttempts(outputs, { jobs: [job], devices, attempt });
  const [output] = found;
  if (output === undefined) throw notFound(outputs, job, session);
  if (found.length > 1) throw ambiguousDevice(session, job, found);
  const players = { stdout: playerFor(terminal, 'stdout'), stderr: playerFor(terminal, 'stderr') };
  for await (const { stream, data } of pacedRecords(output.records(), options)) {
    if (terminal.isClosed) return;
    await players[stream].play(data);
  }
  for (const player of Object.values(players)) await player.end();
}

interface Player {
  play(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

function playerFor(terminal: Terminal, stream: StreamName): Player {
  const isData = stream === 'stdout';
  const write = (bytes: Uint8Array): Promise<void> =>
    isData ? terminal.writeBytes(bytes) : terminal.tellBytes(bytes);
  if (isData ? terminal.forEyes : terminal.messagesForEyes) {
    // Colours that a job left on end with it.
    return { play: write, end: () => write(Buffer.from('\u001b[0m')) };
  }
  const remover = new EscapeRemover();
  // One character for each byte: what is no sequence stays as it is, whatever its encoding.
  return {
    play: (bytes) =>
      write(Buffer.from(remover.remove(Buffer.from(bytes).toString('latin1')), 'latin1')),
    end: () => write(Buffer.from(remover.rest(), 'latin1')),
  };
}

function notFound(
  outputs: readonly AttemptOutput[],
  job: string,
  { id, words }: { readonly id: string; readonly words: readonly string[] },
): CliError {
  const attempts = outputs.filter((output) => output.job === job).length;
  if (attempts === 0) {
    return new CliError('JOB_NOT_FOUND', `session ${id} has no output of a job '${job}'`, {
      command: ['show', ...words],
    });
  }
  return new CliError(
    'JOB_NOT_FOUND',
    `session ${id} has ${count(attempts, 'attempt')} at job '${job}', and not that one`,
    { command: ['logs', ...words, job, '--all-attempts'] },
  );
}

function parsePositive(text: string): number {
  const number = Number(text);
  if (/^\d*\.?\d+$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError('It is a number above 0.');
}

function parseSeconds(text: string): number {
  if (/^\d*\.?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of seconds from 0 up.');
}
