import type { DeviceContents } from '@plainbox/codecs';
import { type InspectedSession, inspectSession as inspect } from '@plainbox/manager';
import type { SessionStorage } from '@plainbox/storage';
import type { Warning } from '../answers/show.js';
import { CliError } from '../errors.js';
import { type InspectedDevices, inspectDevices } from './inspect-devices.js';

/** What a session holds of its first device, as far as it can be read, without the files of its jobs. */
export interface ReadableSession extends Pick<InspectedSession, 'readIoLog'> {
  readonly contents: DeviceContents;
  /** What is missing in it, and why. */
  readonly warnings: readonly Warning[];
}

/**
 * Reads a session whatever state it is in: at work, cut off, or damaged in part.
 *
 * @throws CliError for a session that was never saved; StorageError or CodecError where nothing can be read.
 */
export async function inspectSession(storage: SessionStorage): Promise<ReadableSession> {
  const inspected = await inspect(storage);
  if (inspected === undefined) throw neverSaved(storage);
  const { contents, faults, problems, readIoLog } = inspected;
  const warnings = [...faults, ...problems].map(({ code, message }) => ({ code, message }));
  return { contents, warnings, readIoLog };
}

/**
 * The same of all its devices.
 *
 * @throws as {@link inspectSession} does.
 */
export async function inspectAllDevices(storage: SessionStorage): Promise<InspectedDevices> {
  const inspected = await inspectDevices(storage);
  if (inspected === undefined) throw neverSaved(storage);
  return inspected;
}

function neverSaved({ id }: SessionStorage): CliError {
  return new CliError('NOTHING_SAVED', `session ${id} was made, and never saved`, {
    advice: 'remove it, unless a program is just about to begin it',
    command: ['rm', id],
  });
}
