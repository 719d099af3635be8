import type { ChangedJobPolicy } from '@plainbox/manager';
import fc from 'fast-check';
import type { EarlyEnd } from './lifetime.js';

/** A job of a random session: what it needs, and what comes of it. */
export interface PlannedJob {
  readonly id: string;
  readonly outcome: 'pass' | 'fail';
  /** How many turns of the event loop it takes. */
  readonly turns: number;
  /** Whether it saves its outcome as soon as it is begun, so that a kill does not lose it. */
  readonly saves: boolean;
  readonly depends: readonly string[];
  readonly after: readonly string[];
}

/** One run of the session, and how it ends. */
export interface PlannedRun {
  readonly jobsAtOnce: number;
  readonly end: EarlyEnd;
  /** Jobs that are wished to run again before it; only those that have a result are. */
  readonly reruns: readonly string[];
  /** Jobs whose definition is changed before it, and what becomes of them. */
  readonly changes: readonly PlannedChange[];
  /** What becomes of jobs that were under way when the run before it ended, if their definitions are changed too. */
  readonly underWay: ChangedJobPolicy | undefined;
}

/** A change of a job's definition. */
export interface PlannedChange {
  readonly id: string;
  readonly policy: ChangedJobPolicy;
}

/** All that is changed before a run. */
export function changesBefore(
  { changes, underWay: policy }: Pick<PlannedRun, 'changes' | 'underWay'>,
  underWay: Iterable<string>,
): readonly PlannedChange[] {
  if (policy === undefined) return changes;
  const others = [...underWay].filter((id) => changes.every((change) => change.id !== id));
  return [...changes, ...others.map((id) => ({ id, policy }))];
}

/** What becomes of a changed job; one that was changed for a life that ended too early to say so is kept. */
export function policyFor(changes: readonly PlannedChange[], id: string): ChangedJobPolicy {
  return changes.find((change) => change.id === id)?.policy ?? 'keep';
}

/** The same changes as somebody decides on them whom the session has refused: it was to fail on one of them. */
export function withoutFail(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter(({ policy }) => policy !== 'fail');
}

export interface Plan {
  readonly jobs: readonly PlannedJob[];
  readonly runs: readonly PlannedRun[];
  /** How often a job may be cut off. */
  readonly maxCrashes: number;
  /** The last run, which ends by itself. */
  readonly last: Pick<PlannedRun, 'jobsAtOnce' | 'underWay'>;
}

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];

const jobs = fc.integer({ min: 1, max: IDS.length }).chain((count) =>
  fc.tuple(
    ...IDS.slice(0, count).map((id, at) =>
      fc.record({
        id: fc.constant(id),
        outcome: fc.constantFrom('pass' as const, 'pass' as const, 'fail' as const),
        turns: fc.integer({ min: 0, max: 3 }),
        saves: fc.constantFrom(false, false, true),
        // Earlier jobs only, so that there is no cycle.
        depends: fc.subarray(IDS.slice(0, at), { maxLength: Math.min(2, at) }),
        after: fc.subarray(IDS.slice(0, at), { maxLength: Math.min(1, at) }),
      }),
    ),
  ),
);

const policy = fc.constantFrom<ChangedJobPolicy>('fail', 'rerun', 'rerun', 'keep', 'skip');

const jobsAtOnce = fc.constantFrom(1, 1, 2, 3);

const underWay = fc.option(policy, { nil: undefined });

const run = fc.record({
  jobsAtOnce,
  end: fc.record({
    kind: fc.constantFrom('kill' as const, 'kill' as const, 'stop' as const),
    afterSteps: fc.integer({ min: 0, max: 30 }),
  }),
  reruns: fc.subarray(IDS, { maxLength: 2 }),
  changes: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...IDS),
      policy,
    }),
    { selector: ({ id }) => id, maxLength: 2 },
  ),
  underWay,
});

/** Random sessions with random interruptions. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    jobs,
    runs: fc.array(run, { maxLength: 4 }),
    maxCrashes: fc.constantFrom(1, 2, 1000),
    last: fc.record({ jobsAtOnce, underWay }),
  })
  .map((plan) => ({ ...plan, runs: plan.runs.map((each) => withJobsOf(plan, each)) }));

/** Nobody changes or wishes for jobs that the session doesn't have. */
function withJobsOf({ jobs: known }: Pick<Plan, 'jobs'>, planned: PlannedRun): PlannedRun {
  const isKnown = (id: string): boolean => known.some((job) => job.id === id);
  return {
    ...planned,
    reruns: planned.reruns.filter(isKnown),
    changes: planned.changes.filter(({ id }) => isKnown(id)),
  };
}
