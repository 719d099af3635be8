import { jobId, plainResult } from './plain-session.mjs';

/** The results that change, one after the other: a different job each time, over and over. */
export function plainChanges(size) {
  let next = 0;
  return () => {
    const index = (next * 7919) % size;
    next += 1;
    return { id: jobId(index), result: plainResult(size + next) };
  };
}
