import { type ExactJson, encodeBase64, type SessionMetadataFields } from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { sortKeys } from '../json/key-order.js';
import { wellFormed } from '../json/well-formed.js';
import { asFloat, floatValue, readField, readNullable } from './field.js';
import { decodeBase64Field } from './io-log-json.js';
import type { JsonMap } from './session-representation.js';

type Encoders = {
  readonly [Field in keyof SessionMetadataFields]: readonly [
    key: string,
    encode: (value: SessionMetadataFields[Field]) => ExactJson,
  ];
};

const ENCODERS: Encoders = {
  appBlob: ['app_blob', (blob) => (blob === null ? null : encodeBase64(blob))],
  appId: ['app_id', asIs],
  customJoblist: ['custom_joblist', asIs],
  flags: ['flags', (flags) => sortKeys([...new Set([...flags].map(wellFormed))])],
  lastJobStartTime: ['last_job_start_time', (time) => (time === null ? null : asFloat(time))],
  rejectedJobs: ['rejected_jobs', asIs],
  remainingTodoJobs: ['remaining_todo_jobs', asIs],
  runningJobName: ['running_job_name', asIs],
  title: ['title', asIs],
};

const FIELDS = Object.keys(ENCODERS) as (keyof SessionMetadataFields & string)[];

function asIs<T extends ExactJson>(value: T): ExactJson {
  return value;
}

/** The metadata, or some of them, as JSON in the newest schema; {@link decodeMetadata} is the inverse. */
export function encodeMetadata(
  metadata: Readonly<Partial<SessionMetadataFields>>,
): Map<string, ExactJson> {
  const json = new Map<string, ExactJson>();
  for (const field of FIELDS) {
    const [key, encode] = ENCODERS[field] as readonly [string, (value: unknown) => ExactJson];
    if (metadata[field] !== undefined) json.set(key, encode(metadata[field]));
  }
  return json;
}

/** What {@link decodeMetadata} reads: rejected jobs are only checked when they are used, as in plainbox. */
export interface DecodedMetadata extends Omit<SessionMetadataFields, 'rejectedJobs'> {
  readonly rejectedJobs: readonly ExactJson[];
}

/** Checks in the order in which plainbox does. */
export function decodeMetadata(session: JsonMap): DecodedMetadata {
  const metadata = readField(session, 'metadata', 'dict');
  const title = readText(metadata, 'title');
  const flags = readField(metadata, 'flags', 'list').map(decodeFlag);
  const runningJobName = readText(metadata, 'running_job_name');
  const appBlob = readBlob(metadata);
  const appId = readText(metadata, 'app_id');
  const customJoblist = readField(metadata, 'custom_joblist', 'bool');
  const rejectedJobs = readField(metadata, 'rejected_jobs', 'list');
  const startTime = readNullable(metadata, 'last_job_start_time', 'float');
  const remainingTodoJobs = readField(metadata, 'remaining_todo_jobs', 'bool');
  return {
    title,
    flags: new Set(flags),
    runningJobName,
    appBlob,
    appId,
    customJoblist,
    rejectedJobs,
    lastJobStartTime: startTime === null ? null : floatValue(startTime),
    remainingTodoJobs,
  };
}

function readText(metadata: JsonMap, key: string): string | null {
  const text = readNullable(metadata, key, 'str');
  return text === null ? null : text;
}

function decodeFlag(flag: ExactJson): string {
  if (typeof flag === 'string') return flag;
  throw new CorruptedSessionError("each of the 'flags' must be a string");
}

function readBlob(metadata: JsonMap): Uint8Array | null {
  const blob = metadata.get('app_blob');
  return blob === null ? null : decodeBase64Field(blob, "'app_blob'");
}
