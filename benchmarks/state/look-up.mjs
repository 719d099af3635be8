// What the machine alone takes for a result: making it, looking a job up by its id, and one store into what was found.

import { makeJobs, makeResult } from './jobs.mjs';
import { BATCH } from './result.mjs';

/** @param {{ size: number }} parameters */
export function prepare({ size }) {
  const jobs = makeJobs(size);
  const entries = new Map(jobs.map((job) => [job.id, { job, result: null }]));
  let made = 0;
  for (const entry of entries.values()) entry.result = makeResult(entry.job, made++);
  const tests = jobs.filter(({ plugin }) => plugin !== 'resource');
  let at = 0;
  return {
    before: () => Array.from({ length: BATCH }, () => tests[at++ % tests.length]),
    run(batch) {
      for (const job of batch) entries.get(job.id).result = makeResult(job, made++);
    },
  };
}
