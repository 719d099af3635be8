import { StorageError, type StorageErrorCode } from '../errors.js';
import type { Plan } from './steps.js';
import { namedError } from './system-error.js';

/** What keeps a file from being read though the disk works. */
const OBSTACLES: ReadonlySet<StorageErrorCode> = new Set([
  'UNSAFE_PATH',
  'TOO_LARGE',
  'ACCESS_DENIED',
  'NOT_A_DIRECTORY',
]);

/**
 * A step of a verdict; `told` of what stands in its way: a link or a folder in the place of a file, say. A device that
 * fails is no verdict on a session, and thrown.
 */
export function* unlessObstructed<T>(
  step: Plan<T>,
  path: string,
  told: (obstacle: StorageError) => void,
): Plan<T | undefined> {
  try {
    return yield* step;
  } catch (error) {
    const named = namedError(error, `verify ${path}`);
    if (!(named instanceof StorageError) || !OBSTACLES.has(named.code)) throw error;
    told(named);
    return undefined;
  }
}
