import { CliError } from '../errors.js';
import { oneLine } from '../output/text.js';

/** A device as a session has it; null stands for the machine that the session runs on. */
export interface NamedDevice {
  readonly device: string | null;
}

/** What is told of the device of a job. */
export interface ToldDevice {
  readonly device?: string;
}

/** The name of a device, where there are several to be told apart and this one has a name. */
export function toldDevice({ device }: NamedDevice, all: readonly NamedDevice[]): ToldDevice {
  return device === null || all.length < 2 ? {} : { device };
}

/** A job as people are told of it. */
export function jobOnDevice(id: string, device: string | null | undefined): string {
  return device === null || device === undefined ? id : `${id} on ${device}`;
}

/** Devices in a sentence. */
export function listDevices(devices: readonly NamedDevice[]): string {
  return devices
    .map(({ device }) => (device === null ? 'this machine' : oneLine(device)))
    .join(', ');
}

/**
 * The devices that `--device` means: all without it. No device has an empty name, so that stands for this machine.
 *
 * @throws CliError `DEVICE_NOT_FOUND`.
 */
export function chosenDevices<Device extends NamedDevice>(
  devices: readonly Device[],
  name: string | undefined,
  session: { readonly id: string; readonly words: readonly string[] },
): readonly Device[] {
  if (name === undefined) return devices;
  const chosen = devices.filter(({ device }) => (device ?? '') === name);
  if (chosen.length > 0) return chosen;
  const wanted = name === '' ? 'this machine' : `a device '${oneLine(name)}'`;
  throw new CliError('DEVICE_NOT_FOUND', `session ${session.id} is not about ${wanted}`, {
    details: [`it is about: ${listDevices(devices)}`],
    command: ['show', ...session.words],
  });
}

/** A job is on several of the devices, and one has to be meant. */
export function ambiguousDevice(
  session: { readonly id: string },
  job: string,
  having: readonly NamedDevice[],
): CliError {
  return new CliError(
    'AMBIGUOUS_DEVICE',
    `session ${session.id} has the job '${job}' on several devices: ${listDevices(having)}`,
    { advice: "say which one is meant: --device NAME, with '' for this machine" },
  );
}
