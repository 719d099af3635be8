import { type ExactJson, Float } from '@plainbox/state';
import { CodecError, CorruptedSessionError } from '../errors.js';
import { type CountedJson, readCountedJson } from '../json/reader.js';
import { limitExceeded, type ReadLimits } from '../limits.js';
import { isJsonMap } from '../representation/json-map.js';
import { type Encoding, jsonEncoding } from './encoding.js';
import { ScalarCheck } from './scalar-check.js';

/** Bytes as a document, whoever decodes them: what is no JSON, or is beyond a limit, ends in an error of this package. */
export function decodeDocument(
  encoding: Encoding,
  bytes: Uint8Array,
  limits: ReadLimits,
): CountedJson {
  // It has its own bounds, and defers most of its work.
  if (encoding === jsonEncoding) return readCountedJson(bytes, limits);
  try {
    const json = encoding.decode(bytes, limits);
    return { json, values: checkJson(json, encoding.id, limits) };
  } catch (error) {
    if (error instanceof CodecError) throw error;
    throw new CorruptedSessionError(`Cannot decode the session as ${encoding.id}`, {
      cause: error,
    });
  }
}

/**
 * Looks at every value, level by level: who wrote the bytes decides how deep they are, not how deep the stack is. Returns
 * how many there are.
 */
function checkJson(document: ExactJson, id: string, limits: ReadLimits): number {
  const { maxDepth, maxValues } = limits;
  const scalars = new ScalarCheck(limits);
  let level: ExactJson[] = [document];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    const inner: ExactJson[] = [];
    // One value may stand in many places, where an encoding has references: each of them counts.
    values += level.length;
    if (values > maxValues) {
      throw limitExceeded('maxValues', maxValues, 'The session has too many values');
    }
    for (const value of level) {
      if (isScalar(value)) {
        scalars.check(value);
        continue;
      }
      if (depth === maxDepth) {
        throw limitExceeded('maxDepth', maxDepth, 'The session is nested too deep');
      }
      if (Array.isArray(value)) {
        for (const item of value) inner.push(item);
      } else if (isJsonMap(value)) {
        for (const [key, item] of value) {
          if (typeof key !== 'string') throw noJson(id, `a key of type ${typeof key}`);
          scalars.check(key);
          inner.push(item);
        }
      } else throw noJson(id, nameOf(value));
    }
    level = inner;
  }
  return values;
}

function isScalar(value: ExactJson): boolean {
  return (
    value === null ||
    // Who decodes may have put anything into it: no type is checked where the bytes are hostile.
    (value instanceof Float && typeof value.value === 'number') ||
    ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
  );
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object') return `a value of type ${typeof value}`;
  if (value instanceof Float) return `a float that is a ${typeof value.value}`;
  return 'an object that is neither a list nor a map';
}

function noJson(id: string, what: string): CorruptedSessionError {
  return new CorruptedSessionError(`The encoding ${id} gives ${what}, which is no JSON`);
}
