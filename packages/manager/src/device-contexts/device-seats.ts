import type { SessionDeviceContext } from '@plainbox/state';
import { ManagerError } from '../errors.js';
import type { DeviceSeat } from './device-seat.js';

/** The devices of a session, the default one first: at least one, each once. */
export class DeviceSeats implements Iterable<DeviceSeat> {
  #seats: readonly [DeviceSeat, ...DeviceSeat[]];

  constructor(seats: readonly DeviceSeat[]) {
    const [first, ...others] = seats;
    if (first === undefined) {
      throw new ManagerError(
        'LAST_DEVICE_CONTEXT',
        'a session needs a device context: give it one',
      );
    }
    checkName(first);
    this.#seats = [first];
    for (const seat of others) {
      if (seat.device === null) throw unnamedLater();
      this.add(seat);
    }
  }

  get first(): DeviceSeat {
    return this.#seats[0];
  }

  get others(): readonly DeviceSeat[] {
    return this.#seats.slice(1);
  }

  /** Adds a device after those that are there, or this machine before them. */
  add(seat: DeviceSeat): void {
    checkName(seat);
    const { device, state } = seat;
    if (this.#seats.some((other) => other.device === device || other.state === state)) {
      const name = device === null ? 'this machine' : JSON.stringify(device);
      throw new ManagerError(
        'DUPLICATE_DEVICE',
        `the session has a context for ${name} or for its state already: give each device a name and a state of its own`,
      );
    }
    // Only the first of the stored devices can go without a name.
    this.#seats = device === null ? [seat, ...this.#seats] : [...this.#seats, seat];
  }

  remove(context: SessionDeviceContext): void {
    const [first, ...others] = this.#seats.filter((seat) => seat.context !== context);
    if (first !== undefined && others.length + 1 === this.#seats.length) {
      throw new ManagerError('UNKNOWN_DEVICE_CONTEXT', 'the session has no such device context');
    }
    if (first === undefined) {
      throw new ManagerError(
        'LAST_DEVICE_CONTEXT',
        'the last device context of a session stays: destroy the session instead',
      );
    }
    this.#seats = [first, ...others];
  }

  [Symbol.iterator](): Iterator<DeviceSeat> {
    return this.#seats[Symbol.iterator]();
  }
}

/** What no JSON can hold would come back as another name, and what no environment can hold reaches no job. */
const UNFIT = /\p{Surrogate}|\0/u;

function checkName({ device }: DeviceSeat): void {
  if (device === null || (device !== '' && !UNFIT.test(device))) return;
  throw new ManagerError(
    'BAD_DEVICE_NAME',
    `a device can't be named ${JSON.stringify(device)}: give it a text of whole characters other than NUL, or null for this machine`,
  );
}

function unnamedLater(): ManagerError {
  return new ManagerError(
    'DUPLICATE_DEVICE',
    'only the first device of a session can go without a name',
  );
}
