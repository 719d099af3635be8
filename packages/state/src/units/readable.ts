import { StateError } from '../errors.js';

/** What reading a definition gives; undefined where it can't be read, for readers that leave it to others to say so. */
export function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}
