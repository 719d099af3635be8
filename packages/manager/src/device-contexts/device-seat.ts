import { SessionDeviceContext, type SessionState } from '@plainbox/state';
import { type JobChanges, NO_JOB_CHANGES } from '../job-changes/job-changes.js';
import { Reruns } from '../reruns.js';
import { SessionData } from '../session-data.js';
import type { SessionDevice } from './session-device.js';

/** One device of a session as its manager holds it. */
export class DeviceSeat implements SessionDevice {
  readonly device: string | null;
  readonly state: SessionState;
  readonly data: SessionData;
  readonly reruns: Reruns;
  jobChanges: JobChanges = NO_JOB_CHANGES;
  #context: SessionDeviceContext | undefined;

  constructor(state: SessionState, device: string | null = null) {
    this.state = state;
    this.device = device;
    this.data = new SessionData(state);
    this.reruns = new Reruns(this.data);
  }

  /** The seat of a context that is there. */
  static of(context: SessionDeviceContext): DeviceSeat {
    const seat = new DeviceSeat(context.state, context.device);
    seat.#context = context;
    return seat;
  }

  /** Made when it is asked for: it notes every unit, and most sessions never need it. */
  get context(): SessionDeviceContext {
    this.#context ??= new SessionDeviceContext(this.state, { device: this.device });
    return this.#context;
  }
}
