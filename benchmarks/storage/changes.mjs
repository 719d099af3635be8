import { jobId, plainResult } from './plain-session.mjs';

/** Made beforehand: what a result costs is the caller's. */
const RESULTS = 1024;

/** The results that change, one after the other: a different job each time, over and over. */
export function plainChanges(size) {
  const results = Array.from({ length: RESULTS }, (_, index) => plainResult(size + index));
  let next = 0;
  return () => {
    const index = (next * 7919) % size;
    next += 1;
    return { id: jobId(index), result: results[next % RESULTS] };
  };
}
