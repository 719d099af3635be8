import {
  compareCodePoints,
  type ExactJson,
  encodeBase64,
  Float,
  InvalidJob,
  type JobResult,
  type ReadinessInhibitor,
  type SessionMetadata,
  type SessionState,
  type SystemInformation,
} from '@plainbox/state';
import type {
  StateInhibitor,
  StateJob,
  StateMetadata,
  StateNumber,
  StateResult,
} from '../answers/show-state.js';

/** The state of a session in plainbox's words, field by field. */
export function describeState(state: SessionState): {
  readonly metadata: StateMetadata;
  readonly job_list: readonly string[];
  readonly run_list: readonly string[];
  readonly desired_job_list: readonly string[];
  readonly mandatory_job_list: readonly string[];
  readonly jobs: Readonly<Record<string, StateJob>>;
  readonly invalid_generated_jobs: readonly string[];
  readonly resource_map: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  readonly system_information: Readonly<Record<string, unknown>>;
} {
  const jobs = [...state.jobs.values()];
  return {
    metadata: describeMetadata(state.metadata),
    job_list: [...state.jobs.keys()],
    run_list: ids(state.runList),
    desired_job_list: ids(state.desiredJobs),
    mandatory_job_list: ids(state.mandatoryJobs),
    jobs: byName(
      jobs.map(({ job, result, resultHistory, readinessInhibitors, canStart }) => [
        job.id,
        {
          checksum: job.checksum,
          outcome: result.outcome,
          result: describeResult(result),
          result_history_length: resultHistory.length,
          result_history: resultHistory.map(describeResult),
          readiness_inhibitors: readinessInhibitors.map(describeInhibitor),
          can_start: canStart,
        },
      ]),
    ),
    invalid_generated_jobs: ids(
      jobs.map(({ job }) => job).filter((job) => job instanceof InvalidJob),
    ),
    resource_map: byName(
      [...state.resources].map(([id, records]) => [id, records.map(({ data }) => byName(data))]),
    ),
    system_information: byName(
      [...(state.systemInformation ?? [])].map(([tool, found]) => [tool, describeTool(found)]),
    ),
  };
}

/** What a session keeps about itself. */
export function describeMetadata(metadata: SessionMetadata): StateMetadata {
  const { appBlob, flags, lastJobStartTime } = metadata;
  return {
    title: metadata.title,
    flags: [...flags].sort(compareCodePoints),
    running_job_name: metadata.runningJobName,
    app_blob: appBlob === null ? null : encodeBase64(appBlob),
    app_id: metadata.appId,
    custom_joblist: metadata.customJoblist,
    rejected_jobs: metadata.rejectedJobs,
    last_job_start_time: lastJobStartTime === null ? null : tagged(lastJobStartTime),
    remaining_todo_jobs: metadata.remainingTodoJobs,
  };
}

function describeResult(result: JobResult): StateResult {
  const { returnCode, executionDuration } = result;
  const described: StateResult = {
    kind: result.kind,
    outcome: result.outcome,
    comments: result.comments,
    return_code: typeof returnCode === 'boolean' ? returnCode : tagged(returnCode),
    execution_duration: tagged(executionDuration),
    is_hollow: result.isHollow,
  };
  if (result.kind === 'disk') return { ...described, io_log_filename: result.ioLogFilename };
  return {
    ...described,
    io_log: result.ioLog.map(
      ({ delay, stream, data }) => [tagged(delay), stream, encodeBase64(data)] as const,
    ),
  };
}

function describeInhibitor(inhibitor: ReadinessInhibitor): StateInhibitor {
  return {
    cause: inhibitor.cause,
    related_job: inhibitor.relatedJobId ?? null,
    related_expression: inhibitor.relatedExpression?.text ?? null,
  };
}

type FoundByTool = SystemInformation extends ReadonlyMap<string, infer Found> ? Found : never;

function describeTool({ toolVersion, success, outputs }: FoundByTool): unknown {
  const described = success
    ? { payload: plain(outputs.payload), stderr: outputs.stderr }
    : { stdout: outputs.stdout, stderr: outputs.stderr, return_code: tagged(outputs.returnCode) };
  return { tool_version: toolVersion, success, outputs: described };
}

/** JSON that was read exactly as JSON that can be written by anybody. */
function plain(json: ExactJson): unknown {
  if (json instanceof Float) return tagged(json.value);
  if (typeof json === 'number' || typeof json === 'bigint') return tagged(json);
  if (json instanceof Map) return byName([...json].map(([key, value]) => [key, plain(value)]));
  return Array.isArray(json) ? json.map(plain) : json;
}

function tagged(value: number | bigint): StateNumber;
function tagged(value: number | bigint | null): StateNumber | null;
function tagged(value: number | bigint | null): StateNumber | null {
  if (typeof value === 'bigint') return { $int: String(value) };
  if (value !== null && !Number.isFinite(value)) return { $float: String(value) };
  return value;
}

/** An object, in which `__proto__` is a name like any other. */
function byName<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  return Object.fromEntries(entries);
}

const ids = (jobs: readonly { readonly id: string }[]): readonly string[] =>
  jobs.map(({ id }) => id);
