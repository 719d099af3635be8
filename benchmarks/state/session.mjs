// All results of a session, one after the other, with a look at the readiness of each job before its turn.
import { SessionState } from '@plainbox/state';
import { makeJobs, makeResult } from './jobs.mjs';

export function prepare({ size }) {
  return {
    before() {
      const jobs = makeJobs(size);
      const state = new SessionState(jobs);
      state.updateDesiredJobs(jobs);
      const results = state.runList.map((job, index) => [job.id, makeResult(job, index)]);
      globalThis.gc();
      return { state, results };
    },
    run({ state, results }) {
      for (const [id, result] of results) {
        if (!state.jobs.get(id).canStart) throw new Error(`${id} can't start in its turn`);
        state.updateJobResult(id, result);
      }
    },
  };
}
