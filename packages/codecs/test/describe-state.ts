// A state in the words of the golden files.
import {
  encodeBase64,
  InvalidJob,
  type JobResult,
  type ReadinessInhibitor,
  type SessionState,
} from '@plainbox/state';
import { toPlainValue } from '../src/json/plain-values.js';
import { encodeMetadata } from '../src/representation/metadata-json.js';

export function describeState(state: SessionState): Record<string, unknown> {
  const ids = (jobs: readonly { readonly id: string }[]): string[] => jobs.map(({ id }) => id);
  const jobs = [...state.jobs.values()];
  return {
    metadata: toPlainValue(encodeMetadata(state.metadata)),
    job_list: [...state.jobs.keys()],
    run_list: ids(state.runList),
    desired_job_list: ids(state.desiredJobs),
    mandatory_job_list: ids(state.mandatoryJobs),
    jobs: Object.fromEntries(
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
    resource_map: Object.fromEntries(
      [...state.resources].map(([id, records]) => [
        id,
        records.map(({ data }) => Object.fromEntries(data)),
      ]),
    ),
  };
}

function describeResult(result: JobResult): Record<string, unknown> {
  return {
    kind: result.kind,
    outcome: result.outcome,
    comments: result.comments,
    return_code: result.returnCode,
    execution_duration: result.executionDuration,
    is_hollow: result.isHollow,
    ...(result.kind === 'disk'
      ? { io_log_filename: result.ioLogFilename }
      : {
          io_log: result.ioLog.map(({ delay, stream, data }) => [
            delay,
            stream,
            encodeBase64(data),
          ]),
        }),
  };
}

function describeInhibitor(inhibitor: ReadinessInhibitor): Record<string, unknown> {
  return {
    cause: inhibitor.cause,
    related_job: inhibitor.relatedJobId ?? null,
    related_expression: inhibitor.relatedExpression?.text ?? null,
  };
}

/** The value as the golden files hold it: numbers that JSON would spoil are tagged. */
export function tagNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $float: String(value) };
  if (Array.isArray(value)) return value.map(tagNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagNumbers(item)]));
}
