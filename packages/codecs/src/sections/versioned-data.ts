import type { ExactJson } from '@plainbox/state';
import { CodecError, CorruptedSessionError, IncompatibleDataError } from '../errors.js';
import { fromPlainValue, toPlainValue } from '../json/plain-values.js';
import { checkValue, readField } from '../representation/field.js';
import type { StandardIssue, StandardSchema } from './standard-schema.js';

/** Data of an application inside a session, in versions of its own. */
export interface VersionedData<T> {
  /** A name that nobody else uses, such as `com.acme.rack-slot`. */
  readonly name: string;
  /** An integer from 1; what is written. */
  readonly version: number;
  /** Any validator that follows https://standardschema.dev, without asynchronous checks. */
  readonly schema: StandardSchema<T>;
  /** From a version to the next one, for all that were ever written: pure, one step each, kept for ever. */
  readonly upgrades?: Readonly<Record<number, (old: never) => unknown>> | undefined;
}

const NAME = /^[\w-]+(?:\.[\w-]+)+$/;

/** Refuses what could not work, when it is defined and not when the first session is lost. */
export function checkDefinition({ name, version, upgrades = {} }: VersionedData<never>): void {
  if (!NAME.test(name)) {
    throw badDefinition(
      `${name} is no name with a domain of yours in front, such as com.acme.rack`,
    );
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw badDefinition(`${name}: the version has to be an integer from 1, not ${version}`);
  }
  for (let from = 1; from < version; from += 1) {
    if (upgrades[from] === undefined) {
      throw badDefinition(`${name}: there is no upgrade from version ${from} to ${from + 1}`);
    }
  }
}

/** The data as it stands in a session: the value and its version; {@link decodeVersioned} is the inverse. */
export function encodeVersioned<T>(data: VersionedData<T>, value: T): ExactJson {
  return new Map<string, ExactJson>([
    ['value', fromPlainValue(value)],
    ['version', data.version],
  ]);
}

/** Upgrades the value step by step, then validates it. */
export function decodeVersioned<T>(data: VersionedData<T>, json: ExactJson): T {
  const holder = checkValue(json, `'${data.name}'`, 'dict');
  const stored = Number(readField(holder, 'version', 'int'));
  if (stored > data.version || stored < 1) throw new IncompatibleDataError(data.name, stored);
  const raw = holder.get('value');
  if (raw === undefined) throw new CorruptedSessionError(`'${data.name}' has no value`);
  return validate(data, upgrade(data, toPlainValue(raw), stored));
}

function upgrade<T>(
  { name, version, upgrades = {} }: VersionedData<T>,
  value: unknown,
  from: number,
): unknown {
  let upgraded = value;
  for (let at = from; at < version; at += 1) {
    try {
      upgraded = upgrades[at]?.(upgraded as never);
    } catch (cause) {
      throw new CorruptedSessionError(`'${name}' can't be upgraded from version ${at}`, { cause });
    }
  }
  return upgraded;
}

function validate<T>({ name, schema }: VersionedData<T>, value: unknown): T {
  let result: ReturnType<StandardSchema<T>['~standard']['validate']>;
  try {
    result = schema['~standard'].validate(value);
  } catch (cause) {
    throw new CorruptedSessionError(`'${name}' can't be validated`, { cause });
  }
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw badDefinition(`${name}: the schema has asynchronous checks`);
  }
  if (result.issues === undefined) return result.value;
  throw new CorruptedSessionError(
    `'${name}' is not valid: ${result.issues.map(issueText).join('; ')}`,
  );
}

function issueText({ message, path = [] }: StandardIssue): string {
  const keys = path.map((key) => String(typeof key === 'object' ? key.key : key));
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}

function badDefinition(what: string): CodecError {
  return new CodecError('BAD_DEFINITION', what);
}
