import type { JobId } from '../job-id.js';
import type { FieldOverrides, JobDefinition } from '../units/job-definition.js';
import { readable } from '../units/readable.js';
import { SUSPEND_FLAGS, suspendOverrides } from './suspend-siblings.js';

const NONE: readonly never[] = Object.freeze([]);

/** What each variant that a job asks for overrides: first those of its field `siblings`, then those of its flags. */
export function siblingFields(job: JobDefinition): readonly FieldOverrides[] {
  const wantedFlags = SUSPEND_FLAGS.filter(({ flag }) => job.flags.has(flag));
  const wanted = job.siblings;
  if (wantedFlags.length === 0) return wanted;
  return [...wanted, ...wantedFlags.map((flag) => suspendOverrides(job, flag))];
}

/**
 * The suspend jobs before which a job has to run, as one of its siblings runs after them and it doesn't itself. The
 * definition stays as it is: plainbox writes them into its `before`, which must not change the checksum.
 */
export function suspendJobsToPrecede(
  job: JobDefinition,
  siblings: readonly JobDefinition[],
): readonly JobId[] {
  if (siblings.length === 0) return NONE;
  const own = suspendJobsAwaited(job);
  const theirs = new Set(siblings.flatMap(suspendJobsAwaited));
  return SUSPEND_FLAGS.map(({ suspendJob }) => suspendJob).filter(
    (id) => theirs.has(id) && !own.includes(id),
  );
}

/**
 * The suspend jobs that a job runs after, by its `depends`, or by its `after` if it has no `depends`. One that can't be
 * read runs after nothing, as it never runs.
 */
function suspendJobsAwaited(job: JobDefinition): JobId[] {
  const depends = readable(() => job.depends) ?? NONE;
  const awaited = depends.length > 0 ? depends : (readable(() => job.after) ?? NONE);
  return SUSPEND_FLAGS.map(({ suspendJob }) => suspendJob).filter((id) => awaited.includes(id));
}
