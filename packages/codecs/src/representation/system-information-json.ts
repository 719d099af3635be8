import {
  type CollectedOutput,
  type ExactJson,
  type FailedCollection,
  Float,
  type SystemInformation,
} from '@plainbox/state';
import { CodecError, CorruptedSessionError } from '../errors.js';
import { fromPlainValue, toPlainMaps } from '../json/plain-values.js';
import { writeJson } from '../json/writer.js';
import { readField } from './field.js';
import { isJsonList, isJsonMap, withKey } from './json-map.js';
import type { JsonMap } from './session-representation.js';

type Collected = CollectedOutput | FailedCollection;

/** The JSON that an entry was read from: it may hold more than the entry has places for. */
const sources = new WeakMap<Collected, ExactJson>();

/** What is known of the machine as JSON; {@link decodeSystemInformation} is its inverse. */
export function encodeSystemInformation(information: SystemInformation | undefined): JsonMap {
  const tools = new Map<string, ExactJson>();
  for (const [tool, found] of information ?? []) tools.set(tool, encodeEntry(found));
  return tools;
}

function encodeEntry(found: Collected): ExactJson {
  return (
    sources.get(found) ??
    new Map<string, ExactJson>([
      ['tool_version', text('toolVersion', found.toolVersion)],
      ['success', found.success],
      ['outputs', found.success ? encodeOutput(found) : encodeFailure(found)],
    ])
  );
}

function encodeOutput({ outputs }: CollectedOutput): ExactJson {
  return new Map<string, ExactJson>([
    ['payload', fromPlainValue(outputs.payload)],
    ['stderr', text('stderr', outputs.stderr)],
  ]);
}

function encodeFailure({ outputs }: FailedCollection): ExactJson {
  return new Map<string, ExactJson>([
    ['stdout', text('stdout', outputs.stdout)],
    ['stderr', text('stderr', outputs.stderr)],
    ['return_code', integer('returnCode', outputs.returnCode)],
  ]);
}

// Collectors are the code of others, maybe in JavaScript: what couldn't be read again isn't written.

function text(field: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw unfit(field, 'text');
}

function integer(field: string, value: unknown): number | bigint {
  if (typeof value === 'bigint' || Number.isInteger(value)) return value as number | bigint;
  throw unfit(field, 'an integer');
}

function unfit(field: string, expected: string): CodecError {
  return new CodecError(
    'UNREPRESENTABLE',
    `What a collector found out has a ${field} that is not ${expected}`,
  );
}

/** What the collectors found out; of a malformed entry plainbox itself would only crash. */
export function decodeSystemInformation(session: JsonMap): SystemInformation {
  const information = new Map<string, Collected>();
  for (const [tool, json] of readField(session, 'system_information', 'dict')) {
    if (!isJsonMap(json)) {
      throw new CorruptedSessionError(`what the collector '${tool}' found is no object`);
    }
    information.set(tool, decodeEntry(json));
  }
  return information;
}

function decodeEntry(json: JsonMap): Collected {
  const success = isTrue(presentField(json, 'success'));
  const version = presentField(json, 'tool_version');
  const toolVersion = typeof version === 'string' ? version : writeJson(version);
  const outputs = readField(json, 'outputs', 'dict');
  const entry: Collected = success
    ? { toolVersion, success, outputs: decodeOutput(outputs) }
    : { toolVersion, success, outputs: decodeFailure(outputs) };
  sources.set(entry, withKey(json, 'success', success));
  return entry;
}

function decodeOutput(outputs: JsonMap): CollectedOutput['outputs'] {
  return {
    payload: toPlainMaps(presentField(outputs, 'payload')),
    stderr: readField(outputs, 'stderr', 'str'),
  };
}

function decodeFailure(outputs: JsonMap): FailedCollection['outputs'] {
  return {
    stdout: readField(outputs, 'stdout', 'str'),
    stderr: readField(outputs, 'stderr', 'str'),
    returnCode: readField(outputs, 'return_code', 'int') as number | bigint,
  };
}

function presentField(json: JsonMap, key: string): ExactJson {
  const value = json.get(key);
  if (value === undefined) throw new CorruptedSessionError(`'${key}' is missing`);
  return value;
}

/** Whether plainbox (Python) takes the value for true. */
function isTrue(value: ExactJson): boolean {
  if (isJsonList(value)) return value.length > 0;
  if (isJsonMap(value)) return value.size > 0;
  if (value instanceof Float) return value.value !== 0;
  return Number.isNaN(value) || Boolean(value);
}
