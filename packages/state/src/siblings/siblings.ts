import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import { SUSPEND_FLAGS, suspendOverrides } from './suspend-siblings.js';

const NONE: readonly never[] = Object.freeze([]);

/** The variants that a job asks for, by its field `siblings` first and then by its flags; theirs are not among them. */
export function siblingsOf(job: JobDefinition): readonly JobDefinition[] {
  const wantedFlags = SUSPEND_FLAGS.filter(({ flag }) => job.flags.has(flag));
  const wanted = job.siblings;
  if (wanted.length === 0 && wantedFlags.length === 0) return NONE;
  const overrides = [...wanted, ...wantedFlags.map((flag) => suspendOverrides(job, flag))];
  return overrides.map((fields) => job.derive(fields, (field) => !field.endsWith('siblings')));
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

/** The suspend jobs that a job runs after, by its `depends`, or by its `after` if it has no `depends`. */
function suspendJobsAwaited(job: JobDefinition): JobId[] {
  const awaited = job.depends.length > 0 ? job.depends : job.after;
  return SUSPEND_FLAGS.map(({ suspendJob }) => suspendJob).filter((id) => awaited.includes(id));
}
