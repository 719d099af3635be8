import { StateError } from '../errors.js';

/**
 * What reading a definition gives; undefined where it can't be read, for readers that leave it to others to say so.
 *
 * @param source handed to the reader, for whoever reads very many with one reader: a closure for each would take memory.
 */
export function readable<Value, Source = undefined>(
  read: (source: Source) => Value,
  source?: Source,
): Value | undefined {
  try {
    return read(source as Source);
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}
