// A new session and its run list of all jobs: the first time that these definitions are looked at.
import { SessionState } from '@plainbox/state';
import { makeChain, makeJobs } from './jobs.mjs';

export function prepare({ size, chain }) {
  // Without any session left, the sweep below would also take what the engine has learnt about sessions.
  const small = makeJobs(10);
  const kept = new SessionState(small);
  kept.updateDesiredJobs(small);
  return {
    facts: { kept: kept.runList.length },
    before() {
      const jobs = chain ? makeChain(size, chain) : makeJobs(size);
      // What making the definitions has left to be swept up is not the session's.
      globalThis.gc();
      return jobs;
    },
    run(jobs) {
      const state = new SessionState(jobs);
      const problems = state.updateDesiredJobs(jobs);
      if (problems.length > 0 || state.runList.length !== size) throw new Error('not all can run');
    },
  };
}
