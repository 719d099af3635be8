// Results in a session that runs, each made and taken in: a batch at a time, as a clock costs as much as one of them.
import { SessionState } from '@plainbox/state';
import { makeJobs, makeResult } from './jobs.mjs';

/** How many results one run takes in. */
export const BATCH = 100;

/** @param {{ size: number, dependents: 'none' | 'any' }} parameters which jobs get results, in the order of the run list */
export function prepare({ size, dependents }) {
  const jobs = makeJobs(size);
  const state = new SessionState(jobs);
  state.updateDesiredJobs(jobs);
  let made = 0;
  for (const job of state.runList) state.updateJobResult(job.id, makeResult(job, made++));

  const needed = new Set(jobs.flatMap((job) => job.depends));
  const tests = state.runList.filter(({ plugin }) => plugin !== 'resource');
  const chosen = dependents === 'none' ? tests.filter(({ id }) => !needed.has(id)) : tests;
  let at = 0;
  return {
    facts: { jobs: chosen.length },
    before: () => Array.from({ length: BATCH }, () => chosen[at++ % chosen.length]),
    run(batch) {
      for (const job of batch) state.updateJobResult(job.id, makeResult(job, made++));
    },
  };
}
