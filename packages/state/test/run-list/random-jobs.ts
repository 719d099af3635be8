import fc from 'fast-check';
import { JobDefinition } from '../../src/index.js';

/** What a random set of jobs may hold. */
export interface RandomJobsOptions {
  readonly maxJobs?: number;
  /** Fields that list ids, each with the highest number of them. */
  readonly lists: { readonly [field: string]: number };
  /** How many groups there are; none if left out. */
  readonly groups?: number;
  /** Whether every job is in a group, rather than about half of them. */
  readonly allGrouped?: boolean;
  /** How many of the jobs may be resource jobs that others require. */
  readonly requires?: number;
  /** Whether jobs need earlier ones alone, so that all of them can run. */
  readonly acyclic?: boolean;
  /** Whether ids occur that no job has. */
  readonly strangers?: boolean;
}

/** Sets of jobs with random dependencies in all directions: chains, cycles, and gaps. */
export function randomJobs({
  maxJobs = 9,
  lists,
  groups = 0,
  allGrouped = false,
  requires = 0,
  acyclic = false,
  strangers = true,
}: RandomJobsOptions): fc.Arbitrary<readonly JobDefinition[]> {
  return fc.integer({ min: 1, max: maxJobs }).chain((count) => {
    // One id more than there are jobs: the last one is a stranger.
    const id = fc.integer({ min: 0, max: strangers ? count : count - 1 }).map((n) => `j${n}`);
    const some = (max: number) => fc.uniqueArray(id, { maxLength: max });
    const fields = Object.fromEntries(
      Object.entries(lists).map(([field, max]) => [field, some(max)]),
    );
    const job = fc.record({
      ...fields,
      group: fc.integer({ min: 0, max: allGrouped ? groups - 1 : 2 * groups }),
      requires: some(requires),
    });
    return fc
      .array(job, { minLength: count, maxLength: count })
      .map((jobs) =>
        jobs.map((job, n) => makeJob(`j${n}`, acyclic ? towardsFront(job, n) : job, groups)),
      );
  });
}

/** The fields with every id that a job needs turned into that of an earlier job. */
function towardsFront<Fields extends object>(fields: Fields, n: number): Fields {
  const entries = Object.entries(fields).map(([field, value]) => {
    if (!['depends', 'after', 'requires'].includes(field)) return [field, value];
    const ids = (value as string[]).map((id) => `j${Number(id.slice(1)) % Math.max(n, 1)}`);
    return [field, n === 0 ? [] : [...new Set(ids)]];
  });
  return Object.fromEntries(entries);
}

function makeJob(
  id: string,
  { group, requires, ...lists }: { group: number; requires: string[] },
  groups: number,
): JobDefinition {
  return new JobDefinition({
    id,
    plugin: 'shell',
    ...lists,
    ...(group < groups && { group: `g${group}` }),
    ...(requires.length > 0 && { requires: requires.map((name) => `${name}.ok == 'yes'`) }),
  });
}
