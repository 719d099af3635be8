import { type ExactJson, Float } from '@plainbox/state';
import { CodecError } from '../errors.js';
import { isJsonList, isJsonMap } from '../representation/json-map.js';

const MAX_DEPTH = 200;

/** JSON as ordinary objects, arrays and numbers, for code that knows nothing of maps and {@link Float}. */
export function toPlainValue(json: ExactJson): unknown {
  if (json instanceof Float) return json.value;
  if (isJsonList(json)) return json.map(toPlainValue);
  if (!isJsonMap(json)) return json;
  const object = {};
  for (const [key, value] of json) {
    // Not by assignment: `__proto__` is to be a key like any other.
    Object.defineProperty(object, key, {
      value: toPlainValue(value),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return object;
}

/** The same JSON of ordinary maps alone, for libraries that know no other. */
export function toPlainMaps(json: ExactJson): ExactJson {
  if (isJsonList(json)) return json.map(toPlainMaps);
  if (!isJsonMap(json)) return json;
  return new Map([...json].map(([key, value]) => [key, toPlainMaps(value)]));
}

/** The inverse of {@link toPlainValue}; as in `JSON.stringify`, keys whose value is undefined are left out. */
export function fromPlainValue(value: unknown, depth = 0): ExactJson {
  if (depth > MAX_DEPTH) throw unrepresentable('nests too deep, or contains itself');
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      return fromObject(value, depth);
    default:
      throw unrepresentable(`holds a value of type ${typeof value}`);
  }
}

function fromObject(value: object | null, depth: number): ExactJson {
  if (value === null || value instanceof Float) return value;
  // By index: `map` would leave holes holes.
  if (Array.isArray(value)) return Array.from(value, (item) => fromPlainValue(item, depth + 1));
  if (!isPlain(value)) {
    const kind = (value as { constructor?: { name?: string } }).constructor?.name;
    throw unrepresentable(`holds an instance of ${kind ?? 'a class without a name'}`);
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return new Map(
    entries
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [String(key), fromPlainValue(item, depth + 1)]),
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || value instanceof Map;
}

function unrepresentable(what: string): CodecError {
  return new CodecError(
    'UNREPRESENTABLE',
    `Data for a session ${what}: use null, booleans, numbers, strings, arrays and plain objects`,
  );
}
