import type { Float } from './float.js';

/**
 * JSON that loses nothing: objects are maps, so that order is kept and a key such as `__proto__` is
 * only a key; integers beyond 2^53 are `bigint`; integral floats are {@link Float}.
 */
export type ExactJson =
  | null
  | boolean
  | number
  | bigint
  | Float
  | string
  | readonly ExactJson[]
  | ReadonlyMap<string, ExactJson>;

/** Whether the value is a JSON object. */
export function isExactMap(value: unknown): value is ReadonlyMap<string, ExactJson> {
  return value instanceof Map;
}

/** Whether the value is a JSON array. */
export function isExactList(value: unknown): value is readonly ExactJson[] {
  return Array.isArray(value);
}
