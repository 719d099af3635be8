import type { JobDefinition, JobId, SessionState } from '@plainbox/state';
import type { UnlikeState } from '../deltas/checkpoint-chain.js';
import type { Listing } from './listing.js';
import type { RestoredJobs } from './restore-jobs.js';

/** What a session said of its jobs before a state was restored from it. */
export interface ReadLists {
  readonly desired: readonly JobId[];
  readonly mandatory: readonly JobId[];
  /** Whether the session lists every job of the state. */
  readonly hasEveryJob: boolean;
  isListed(id: JobId): boolean;
}

/** Where a session says something else than what would be written of the state that was restored from it, if anywhere. */
export function unlikeState(
  read: ReadLists,
  state: SessionState,
  listing: Listing,
  { changed, replayed }: RestoredJobs,
): UnlikeState | undefined {
  const misjudged = new Set(jobsMisjudged(read, state, listing));
  const desired = idsUnlike(read.desired, state.desiredJobs);
  const mandatory = idsUnlike(read.mandatory, state.mandatoryJobs);
  const isLike =
    misjudged.size + changed.length + replayed.length === 0 &&
    desired === undefined &&
    mandatory === undefined;
  if (isLike) return undefined;
  return { misjudged, changed: changed.map(({ job }) => job.id), replayed, desired, mandatory };
}

/** The jobs that the session lists and its state wouldn't, or the other way round. */
function* jobsMisjudged(
  { isListed, hasEveryJob }: ReadLists,
  state: SessionState,
  listing: Listing,
): Iterable<JobId> {
  // As in most sessions: what is on the run list is listed, and that is all there is.
  if (hasEveryJob && state.runList.length === state.jobs.size) return;
  for (const { job, resultHistory } of state.jobs.values()) {
    const { id } = job;
    if (listing.has(id, resultHistory.length > 0) !== isListed(id)) yield id;
  }
}

/** The ids of jobs, where they aren't those that were read: what can't run, or came twice, is gone. */
function idsUnlike(
  read: readonly JobId[],
  jobs: readonly JobDefinition[],
): readonly JobId[] | undefined {
  const isLike = read.length === jobs.length && jobs.every(({ id }, at) => id === read[at]);
  return isLike ? undefined : jobs.map(({ id }) => id);
}
