import { readField } from './field.js';
import type { JsonMap } from './session-representation.js';

/** The key of a session under which lie the sessions of its further devices, each as a `session` of its own. */
export const DEVICES = 'devices';
/** The key of the name of the device that the session itself is about, where it has one. */
export const DEVICE = 'device';

/** The key of the names of the further devices in their order, which their map does not keep. */
export const DEVICE_ORDER = 'device_order';

/** The session of one of the further devices. */
export function sessionOfDevice(session: JsonMap, device: string): JsonMap {
  return readField(readField(session, DEVICES, 'dict'), device, 'dict');
}
