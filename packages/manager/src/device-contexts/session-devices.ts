import {
  type Emitter,
  type RunListProblem,
  type SessionDeviceContext,
  SessionState,
  type TestPlan,
} from '@plainbox/state';
import { ManagerError } from '../errors.js';
import type { ManagerEvents } from '../events.js';
import { DeviceSeat } from './device-seat.js';
import { DeviceSeats } from './device-seats.js';

/** Who is told of devices that come and go. */
interface Told {
  readonly events: Emitter<ManagerEvents>;
  /** What is written down are other devices now. */
  onChange(): void;
}

/** The devices that a session is about, as they come and go, and the test plans that all of them follow. */
export class SessionDevices {
  readonly seats: DeviceSeats;
  readonly #told: Told;
  #testPlans: readonly TestPlan[] = [];

  constructor(devices: SessionState | readonly SessionDeviceContext[], told: Told) {
    this.seats = new DeviceSeats(
      devices instanceof SessionState ? [new DeviceSeat(devices)] : devices.map(DeviceSeat.of),
    );
    this.#told = told;
  }

  get contexts(): readonly SessionDeviceContext[] {
    return [...this.seats].map(({ context }) => context);
  }

  get testPlans(): readonly TestPlan[] {
    return this.#testPlans;
  }

  add(context: SessionDeviceContext): void {
    this.seats.add(DeviceSeat.of(context));
    this.#told.onChange();
    if (this.#testPlans.length > 0) context.setTestPlans(this.#testPlans);
    this.#told.events.emit('deviceContextAdded', context);
  }

  remove(context: SessionDeviceContext): void {
    this.seats.remove(context);
    this.#told.onChange();
    this.#told.events.emit('deviceContextRemoved', context);
  }

  setTestPlans(plans: readonly TestPlan[]): readonly RunListProblem[] {
    if (new Set(plans).size < plans.length) {
      throw new ManagerError(
        'DUPLICATE_TEST_PLAN',
        'a test plan is listed twice: follow each once',
      );
    }
    this.#testPlans = [...plans];
    return this.contexts.flatMap((context) => context.setTestPlans(plans));
  }
}
