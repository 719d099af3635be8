import type { ExactJson, SessionState, Unit } from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import { DEVICE, DEVICE_ORDER, DEVICES } from './device-keys.js';
import type { Extensions } from './extensions.js';
import { checkValue } from './field.js';
import { isJsonMap } from './json-map.js';
import { restore } from './restore.js';
import type { JsonMap, SessionRepresentation } from './session-representation.js';

/** A session may be about several devices: this one is beside the first. */
export interface DeviceState {
  /** Unique within the session. */
  readonly device: string;
  readonly state: SessionState;
}

/** All the devices of a session. */
export interface Devices {
  /** Of the session itself; null stands for the machine that it runs on. */
  readonly first: string | null;
  readonly others: readonly DeviceState[];
}

/** A device as it is stored, to be restored over units that are known here. */
export interface StoredDevice {
  readonly device: string;
  restore(units: Iterable<Unit>, context?: ResumeContext): SessionState;
}

/** The stored devices of a session. */
export interface StoredDevices {
  readonly first: string | null;
  readonly others: readonly StoredDevice[];
}

/** The session with its devices; one that is only about this machine stays what it is in plainbox. */
export function withDevices(
  session: JsonMap,
  { first, others }: Devices,
  represent: (state: SessionState) => JsonMap,
): JsonMap {
  const whole = new Map(session);
  whole.delete(DEVICES);
  whole.delete(DEVICE);
  whole.delete(DEVICE_ORDER);
  if (first !== null) whole.set(DEVICE, first);
  if (others.length > 0) {
    whole.set(DEVICES, new Map(others.map(({ device, state }) => [device, represent(state)])));
  }
  if (others.length > 1) {
    whole.set(
      DEVICE_ORDER,
      others.map(({ device }) => device),
    );
  }
  return whole;
}

/** A further device as it is stored. */
export interface DeviceJson {
  readonly name: string;
  readonly json: ExactJson;
}

/** What {@link withDevices} put in. */
export function devicesIn(session: JsonMap): {
  readonly device: string | null;
  readonly furtherDevices: readonly DeviceJson[];
} {
  const device = session.get(DEVICE);
  return {
    device: typeof device === 'string' ? device : null,
    furtherDevices: inOrder(session),
  };
}

/** The same, to be restored. */
export function storedDevices(
  { session, rules }: SessionRepresentation,
  context: ResumeContext,
  extensions: Extensions,
): StoredDevices {
  const { device: first, furtherDevices } = devicesIn(session);
  const others = furtherDevices.map(({ name, json }): StoredDevice => {
    const own = { session: checkValue(json, `the device '${name}'`, 'dict'), rules };
    const inherited = { ...context, earlyCallback: undefined, onJobDifferences: undefined };
    return {
      device: name,
      restore: (units, given = {}) =>
        restore({ ...own, extra: new Map() }, units, { ...inherited, ...given }, extensions),
    };
  });
  return { first, others };
}

/** The further devices as they were told; who was left out of that follows. */
function inOrder(session: JsonMap): readonly DeviceJson[] {
  const devices = session.get(DEVICES);
  if (!isJsonMap(devices)) return [];
  const told = session.get(DEVICE_ORDER);
  const places = new Map(Array.isArray(told) ? told.map((name, place) => [name, place]) : []);
  const placeOf = ({ name }: DeviceJson): number => places.get(name) ?? places.size;
  return [...devices]
    .map(([name, json]) => ({ name, json }))
    .sort((one, other) => placeOf(one) - placeOf(other));
}
