import type { ExactJson, JobResult, SessionState } from '@plainbox/state';
import type { JsonMap } from './session-representation.js';

/** Keys that a session had and no version of the format knows: kept beside the state, and written where they stood. */
export interface UnknownKeys {
  readonly document: JsonMap;
  readonly session: JsonMap;
  readonly metadata: JsonMap;
}

const SESSION_KEYS: ReadonlySet<string> = new Set([
  'desired_job_list',
  'jobs',
  'mandatory_job_list',
  'metadata',
  'results',
  'sections',
  'system_information',
]);

const METADATA_KEYS: ReadonlySet<string> = new Set([
  'app_blob',
  'app_id',
  'custom_joblist',
  'flags',
  'last_job_start_time',
  'rejected_jobs',
  'remaining_todo_jobs',
  'running_job_name',
  'title',
]);

const RESULT_KEYS: ReadonlySet<string> = new Set([
  'comments',
  'execution_duration',
  'io_log',
  'io_log_filename',
  'outcome',
  'return_code',
]);

const NONE: JsonMap = new Map();

const ofState = new WeakMap<SessionState, UnknownKeys>();
const ofResult = new WeakMap<JobResult, JsonMap>();

/** Remembers what the state has no place for. */
export function keepUnknownKeys(
  state: SessionState,
  document: JsonMap,
  session: JsonMap,
  metadata: JsonMap,
): void {
  ofState.set(state, {
    document,
    session: without(session, SESSION_KEYS),
    metadata: without(metadata, METADATA_KEYS),
  });
}

/** What {@link keepUnknownKeys} remembered. */
export function unknownKeysOf(state: SessionState): UnknownKeys {
  return ofState.get(state) ?? { document: NONE, session: NONE, metadata: NONE };
}

/** Remembers what the result has no place for. */
export function keepUnknownResultKeys(result: JobResult, json: JsonMap): void {
  const unknown = without(json, RESULT_KEYS);
  if (unknown.size > 0) ofResult.set(result, unknown);
}

/** What {@link keepUnknownResultKeys} remembered. */
export function unknownKeysOfResult(result: JobResult): JsonMap | undefined {
  return ofResult.get(result);
}

function without(json: JsonMap, known: ReadonlySet<string>): JsonMap {
  const unknown: [string, ExactJson][] = [...json].filter(([key]) => !known.has(key));
  return unknown.length === 0 ? NONE : new Map(unknown);
}
