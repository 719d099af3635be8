import type { JobId } from '../job-id.js';

/** Others in each process, so that nobody can choose ids that all share a hash. */
const SEED = Math.floor(Math.random() * 2 ** 31);
const MULTIPLIER = Math.floor(Math.random() * 2 ** 31) | 1;

/**
 * A whole number of 32 bits for an id, the same as long as the process lives.
 *
 * It is turned with each character, as multiplying brings nothing from the higher bits down: ids after the sequence of
 * Thue and Morse would otherwise share a hash, whatever seed and multiplier are.
 */
export function hashOf(id: JobId): number {
  let hash = SEED;
  for (let at = 0; at < id.length; at++) {
    const turned = (hash << 15) | (hash >>> 17);
    hash = Math.imul(turned ^ id.charCodeAt(at), MULTIPLIER);
  }
  return hash ^ (hash >>> 15);
}
