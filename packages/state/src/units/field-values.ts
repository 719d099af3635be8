import type { ExactJson } from '../exact-json/exact-json.js';
import { Float } from '../exact-json/float.js';
import { FieldError } from './errors.js';

/** What a field may be given as: exact JSON, or plain objects and arrays of it. `undefined` leaves the field out. */
export type FieldInput =
  | ExactJson
  | undefined
  | readonly FieldInput[]
  | { readonly [key: string]: FieldInput };

/** The fields of a unit, as users write them (an object) or as readers make them (a map). */
export type FieldsInput = ReadonlyMap<string, ExactJson> | { readonly [field: string]: FieldInput };

const MAX_DEPTH = 100;

/**
 * The fields as a map. A map is taken as it is, so that a hundred thousand definitions aren't copied, and must
 * not be changed afterwards; an object is copied through and through.
 */
export function toFieldMap(fields: FieldsInput): ReadonlyMap<string, ExactJson> {
  return fields instanceof Map
    ? fields
    : mapOfRecord(fields as { [key: string]: FieldInput }, '', 0);
}

function mapOfRecord(
  record: { readonly [key: string]: FieldInput },
  field: string,
  depth: number,
): ReadonlyMap<string, ExactJson> {
  const map = new Map<string, ExactJson>();
  for (const [key, value] of Object.entries(record)) {
    if (value !== undefined) map.set(key, exactValue(value, field === '' ? key : field, depth + 1));
  }
  return map;
}

function exactValue(value: FieldInput, field: string, depth: number): ExactJson {
  if (depth > MAX_DEPTH) throw new FieldError(field, `is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    case 'object':
      return exactObject(value, field, depth);
    default:
      throw new FieldError(field, `holds a ${typeof value}, which JSON can't express`);
  }
}

function exactObject(value: object | null, field: string, depth: number): ExactJson {
  if (value === null || value instanceof Float) return value;
  if (Array.isArray(value)) return value.map((item) => exactValue(item, field, depth + 1));
  if (value instanceof Map) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return mapOfRecord(value as { [key: string]: FieldInput }, field, depth);
  }
  throw new FieldError(field, `holds a ${value.constructor.name}, which JSON can't express`);
}
