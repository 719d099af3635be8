import { type InspectedDevice, type InspectedSession, inspectSession } from '@plainbox/manager';
import type { SessionStorage, StoredCheckpoint } from '@plainbox/storage';
import type { Warning } from '../answers/show.js';
import { CliError } from '../errors.js';

/** A session with all its devices, as far as it can be read without job files. */
export interface InspectedDevices extends InspectedSession {
  /** The first is the one that stands for the session where there is room for one only. */
  readonly devices: readonly [InspectedDevice, ...InspectedDevice[]];
  /** What is missing, and why. */
  readonly warnings: readonly Warning[];
}

/**
 * Reads a session about any number of devices, whatever state it is in. `undefined` if nothing was ever saved.
 *
 * @throws StorageError or CodecError where nothing can be read.
 */
export async function inspectDevices(
  storage: SessionStorage,
  stored?: StoredCheckpoint,
): Promise<InspectedDevices | undefined> {
  const inspected = await inspectSession(storage, { stored });
  if (inspected === undefined) return undefined;
  const { faults, problems, furtherDevices } = inspected;
  const warnings = [
    ...[...faults, ...problems].map(({ code, message }) => ({ code, message })),
    ...furtherDevices.flatMap(warningsOf),
  ];
  return { ...inspected, devices: [inspected, ...furtherDevices], warnings };
}

function warningsOf({ device, problems }: InspectedDevice): readonly Warning[] {
  return problems.map(({ code, message }) => ({ code, message: `on ${device}: ${message}` }));
}

/**
 * The same of a session that must have been saved.
 *
 * @throws CliError `NOTHING_SAVED`; StorageError or CodecError where nothing can be read.
 */
export async function inspectAllDevices(storage: SessionStorage): Promise<InspectedDevices> {
  const inspected = await inspectDevices(storage);
  if (inspected !== undefined) return inspected;
  const { id } = storage;
  throw new CliError('NOTHING_SAVED', `session ${id} was made, and never saved`, {
    advice: 'remove it, unless a program is just about to begin it',
    command: ['rm', id],
  });
}
