// A new session and its run list of all jobs: the first time that these definitions are looked at.
import { SessionState } from '@plainbox/state';
import { makeChain, makeJobs } from './jobs.mjs';

export function prepare({ size, chain }) {
  return {
    before: () => (chain ? makeChain(size, chain) : makeJobs(size)),
    run(jobs) {
      const state = new SessionState(jobs);
      const problems = state.updateDesiredJobs(jobs);
      if (problems.length > 0 || state.runList.length !== size) throw new Error('not all can run');
    },
  };
}
