import type { ExactJson } from '@plainbox/state';
import type { JsonMap } from './session-representation.js';

/** Whether the value is a JSON object. */
export function isJsonMap(value: ExactJson | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && 'get' in value;
}

/** Whether the value is a JSON array. */
export function isJsonList(value: ExactJson | undefined): value is readonly ExactJson[] {
  return Array.isArray(value);
}

/** A copy of the object with one key set. */
export function withKey(map: JsonMap, key: string, value: ExactJson): Map<string, ExactJson> {
  return new Map(map).set(key, value);
}

/** A copy of the object without the key. */
export function withoutKey(map: JsonMap, key: string): Map<string, ExactJson> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
