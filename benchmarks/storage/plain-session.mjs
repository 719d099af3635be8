// The session of harness/session.mjs as plain data, for stores that know nothing of sessions.
import { makeResult } from '../harness/session.mjs';

export const jobId = (index) => `suite/job-${String(index).padStart(6, '0')}`;

/** One result of about 200 bytes as JSON, with the fields and values of the real one. */
export function plainResult(index) {
  const { outcome, comments, returnCode, executionDuration, ioLog } = makeResult(index);
  return {
    comments,
    execution_duration: executionDuration,
    io_log: ioLog.map(({ delay, stream, data }) => [
      delay,
      stream,
      Buffer.from(data).toString('base64'),
    ]),
    outcome,
    return_code: returnCode,
  };
}

/** The whole session as one object, as what rewrites it all has it. */
export function plainSession(size) {
  const ids = Array.from({ length: size }, (_, index) => jobId(index));
  return {
    session: {
      desired_job_list: ids,
      jobs: Object.fromEntries(ids.map((id) => [id, CHECKSUM])),
      results: Object.fromEntries(ids.map((id, index) => [id, [plainResult(index)]])),
    },
    version: 11,
  };
}

const CHECKSUM = 'a4a9b8d1f0c34b0f9d7a0a2f8a3f4d61b0b3c5de2f7f60c4f3b0d8c1a5e9f732';
