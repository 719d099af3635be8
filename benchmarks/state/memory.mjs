// What a session takes beyond the definitions of its jobs: bytes for each job.
import { SessionState } from '@plainbox/state';
import { makeJobs, makeResult } from './jobs.mjs';

/** @param {{ size: number, results: boolean }} parameters whether each job has a result, which counts too */
export function prepare({ size, results }) {
  return {
    measure() {
      const jobs = makeJobs(size);
      const before = heapBytes();
      const state = new SessionState(jobs);
      state.updateDesiredJobs(jobs);
      if (results) {
        for (const [index, job] of state.runList.entries()) {
          state.updateJobResult(job.id, makeResult(job, index));
        }
      }
      const bytes = (heapBytes() - before) / size;
      if (state.jobs.size !== jobs.length) throw new Error('the session is gone');
      return bytes;
    },
  };
}

function heapBytes() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
