import type { SessionState, Unit } from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import { DEVICE, DEVICES } from './device-keys.js';
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
  if (first !== null) whole.set(DEVICE, first);
  if (others.length > 0) {
    whole.set(DEVICES, new Map(others.map(({ device, state }) => [device, represent(state)])));
  }
  return whole;
}

/** What {@link withDevices} put in. */
export function storedDevices(
  { session, rules }: SessionRepresentation,
  context: ResumeContext,
  extensions: Extensions,
): StoredDevices {
  const first = session.get(DEVICE);
  const devices = session.get(DEVICES);
  const others = [...(isJsonMap(devices) ? devices : [])].map(([device, json]): StoredDevice => {
    const own = { session: checkValue(json, `the device '${device}'`, 'dict'), rules };
    const inherited = { ...context, earlyCallback: undefined, onJobDifferences: undefined };
    return {
      device,
      restore: (units, given = {}) =>
        restore({ ...own, extra: new Map() }, units, { ...inherited, ...given }, extensions),
    };
  });
  return { first: typeof first === 'string' ? first : null, others };
}
