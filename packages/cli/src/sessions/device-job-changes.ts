import type { JobChanges, SessionDevice } from '@plainbox/manager';
import { type ToldDevice, toldDevice } from './session-devices.js';

/** How the jobs of one device differ from those that the session was saved with. */
export interface DeviceJobChanges {
  readonly where: ToldDevice;
  readonly changes: JobChanges;
}

/** The changes of each device. A job that another device has had is new on this one, and yet not new to the session. */
export function jobChangesByDevice(devices: readonly SessionDevice[]): readonly DeviceJobChanges[] {
  return devices.map((each) => {
    const others = devices.filter((other) => other !== each);
    const isElsewhere = (id: string): boolean => others.some(({ state }) => state.jobs.has(id));
    const { added, ...changes } = each.jobChanges;
    return {
      where: toldDevice(each, devices),
      changes: { ...changes, added: added.filter(({ id }) => !isElsewhere(id)) },
    };
  });
}
