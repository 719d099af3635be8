import { type ExactJson, Float } from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import type { JsonMap } from './session-representation.js';

/** The JSON values that a field may have, by the names that plainbox (Python) gives their types. */
interface FieldTypes {
  readonly str: string;
  readonly int: number | bigint | boolean;
  readonly float: number | Float;
  readonly bool: boolean;
  readonly list: readonly ExactJson[];
  readonly dict: JsonMap;
}

type FieldType = keyof FieldTypes;

/**
 * The value of a key that must be there, must not be null, and must be of the type; nothing is coerced.
 *
 * As in Python a boolean counts as an integer, and an integer never as a float.
 */
export function readField<T extends FieldType>(
  holder: JsonMap,
  key: string,
  type: T,
): FieldTypes[T] {
  const value = holder.get(key);
  // What a message needs is only made for one: a session has millions of fields, and nearly all are right.
  if (isOfType(value, type)) return value;
  throw unfit(value, `'${key}'`, type);
}

/** The same, but null is allowed. */
export function readNullable<T extends FieldType>(
  holder: JsonMap,
  key: string,
  type: T,
): FieldTypes[T] | null {
  const value = holder.get(key);
  if (value === null || isOfType(value, type)) return value;
  throw unfit(value, `'${key}'`, type);
}

/** The value, if it is of the type. `name` says in messages what it is, and `owner` of what. */
export function checkValue<T extends FieldType>(
  value: ExactJson | undefined,
  name: string,
  type: T,
  owner?: string,
): FieldTypes[T] {
  if (isOfType(value, type)) return value;
  throw unfit(value, owner === undefined ? name : `${name} '${owner}'`, type);
}

function isOfType<T extends FieldType>(
  value: ExactJson | undefined,
  type: T,
): value is FieldTypes[T] & ExactJson {
  if (value === undefined || value === null) return false;
  const found = typeOf(value);
  return found === type || (type === 'int' && found === 'bool');
}

function unfit(value: ExactJson | undefined, name: string, type: FieldType): CorruptedSessionError {
  if (value === undefined) return new CorruptedSessionError(`${name} is missing`);
  if (value === null) return new CorruptedSessionError(`${name} is null, which isn't allowed`);
  return new CorruptedSessionError(`${name} is of type ${typeOf(value)} where ${type} is needed`);
}

function typeOf(value: NonNullable<ExactJson>): FieldType {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    default:
      if (Array.isArray(value)) return 'list';
      return value instanceof Float ? 'float' : 'dict';
  }
}

/** The number that a float stands for. */
export function floatValue(value: number | Float): number {
  return typeof value === 'number' ? value : value.value;
}

/** A number that is written as a float even if it is integral: plainbox refuses `1` where `1.0` is due. */
export function asFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}
