import type { InspectedDevice } from '@plainbox/manager';
import type { Invocation } from '../invocation.js';
import { formatRelativeTime } from '../output/relative-time.js';
import { inspectAllDevices } from '../sessions/inspect-devices.js';
import { Place, type PlaceOptions } from '../sessions/place.js';
import { jobOnDevice, toldDevice } from '../sessions/session-devices.js';
import { findSession } from '../sessions/session-reference.js';
import type { Candidate } from './candidate.js';

/** The sessions of a place, youngest first. */
export async function sessionCandidates(
  options: PlaceOptions,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  await using place = Place.of(invocation, options);
  const candidates: Candidate[] = [{ value: 'latest', description: 'the youngest session' }];
  for await (const { id, modifiedAt } of place.repository.list()) {
    const description = modifiedAt === undefined ? '' : formatRelativeTime(modifiedAt);
    candidates.push({ value: id, description });
  }
  return candidates;
}

/** The jobs of a session: those of its first device, as most commands know them, or of all. */
export async function jobCandidates(
  reference: string,
  options: PlaceOptions,
  invocation: Invocation,
  { ofAllDevices = false }: { readonly ofAllDevices?: boolean } = {},
): Promise<readonly Candidate[]> {
  const devices = await devicesOf(reference, options, invocation);
  const outcomes = new Map<string, string[]>();
  for (const each of ofAllDevices ? devices : devices.slice(0, 1)) {
    const { desiredJobs, jobs, results } = each.contents;
    for (const id of new Set([...desiredJobs, ...jobs.keys(), ...results.keys()])) {
      const outcome = results.get(id)?.at(-1)?.outcome ?? 'not run';
      const { device } = ofAllDevices ? toldDevice(each, devices) : {};
      outcomes.set(id, [...(outcomes.get(id) ?? []), jobOnDevice(outcome, device)]);
    }
  }
  return [...outcomes].map(([value, each]) => ({ value, description: each.join(', ') }));
}

/** The devices of a session that have a name. */
export async function deviceCandidates(
  reference: string,
  options: PlaceOptions,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  const devices = await devicesOf(reference, options, invocation);
  return devices.flatMap(({ device }) =>
    device === null ? [] : [{ value: device, description: '' }],
  );
}

async function devicesOf(
  reference: string,
  options: PlaceOptions,
  invocation: Invocation,
): Promise<readonly InspectedDevice[]> {
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToRead();
  return (await inspectAllDevices(storage)).devices;
}
