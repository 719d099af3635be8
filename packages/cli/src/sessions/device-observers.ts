import { type Observation, SessionObserver } from '@plainbox/runner';
import type { JobId, JobResult } from '@plainbox/state';
import type { InspectedDevices } from './inspect-devices.js';
import { type ToldDevice, toldDevice } from './session-devices.js';

/** Something that happened on a device. */
export interface DeviceObservation extends ToldDevice {
  readonly observed: Observation;
}

/** Follows all devices of a session that another process runs, each by an observer of its own. */
export class DeviceObservers {
  #observers: ReadonlyMap<string | null, SessionObserver> = new Map();

  /** What has happened until now is taken for granted; what runs now is not. */
  constructor(inspected: InspectedDevices) {
    this.#take(inspected);
  }

  /** Those of all devices: each has its own list, that of the first comes first. */
  get standing(): { readonly done: readonly JobId[]; readonly toDo: readonly JobId[] } {
    const standings = [...this.#observers.values()].map(({ standing }) => standing);
    return {
      done: standings.flatMap(({ done }) => done),
      toDo: standings.flatMap(({ toDo }) => toDo),
    };
  }

  /** The last result of each job that has one. */
  get results(): readonly JobResult[] {
    return [...this.#observers.values()].flatMap(({ results }) => results);
  }

  /** Whether something is left that the session is to go on with. */
  get isIncomplete(): boolean {
    return [...this.#observers.values()].some(({ isIncomplete }) => isIncomplete);
  }

  /** Takes a newer checkpoint, and tells what is new in it. */
  observe(inspected: InspectedDevices): readonly DeviceObservation[] {
    this.#take(inspected);
    const { devices } = inspected;
    return devices.flatMap((each) => {
      const observed = this.#observers.get(each.device)?.observe(each) ?? [];
      const where = toldDevice(each, devices);
      return observed.map((one) => ({ ...where, observed: one }));
    });
  }

  /** Devices may come and go while they are watched. */
  #take({ devices }: InspectedDevices): void {
    this.#observers = new Map(
      devices.map((each) => [
        each.device,
        this.#observers.get(each.device) ?? new SessionObserver(each),
      ]),
    );
  }
}
