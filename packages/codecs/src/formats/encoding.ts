import type { ExactJson } from '@plainbox/state';
import { readJson } from '../json/reader.js';
import { writeJsonBytes } from '../json/writer.js';
import type { ReadLimits } from '../limits.js';

/**
 * A document as bytes: JSON text, or something else that holds the same values. Synchronous and pure.
 *
 * `decode` undoes `encode`, keeps integers and floats apart, and gives maps for objects.
 */
export interface Encoding {
  readonly id: string;
  /** Whether the first bytes are of this encoding. */
  matches(bytes: Uint8Array): boolean;
  encode(document: ExactJson): Uint8Array;
  /**
   * Undoes `encode`. What this gives is held to all of `limits`; while making it, an encoding has to mind them itself:
   * where few bytes take long, as the digits of a number do, or become many.
   */
  decode(bytes: Uint8Array, limits: ReadLimits): ExactJson;
}

/** JSON exactly as plainbox (Python) writes it. */
export const jsonEncoding: Encoding = {
  id: 'json',
  matches: () => true,
  encode: writeJsonBytes,
  decode: (bytes, limits) => readJson(bytes, limits),
};
