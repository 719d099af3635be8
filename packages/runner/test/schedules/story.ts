import type { ChangedJobPolicy } from '@plainbox/manager';
import type { Outcome } from '@plainbox/state';
import fc from 'fast-check';
import type { EarlyEnd } from './lifetime.js';

/** A job as its author has written it. */
export interface StoryJob {
  readonly id: string;
  readonly plugin: string;
  readonly flags: string;
  readonly depends: readonly string[];
  readonly outcome: 'pass' | 'fail';
  /** What it saves as soon as it is begun, for the case that it is cut off. */
  readonly saves: NonNullable<Outcome> | undefined;
}

/** A job on one of the devices. */
interface JobOfStory {
  readonly id: string;
  readonly onPhone: boolean;
}

interface StoryVerdict extends JobOfStory {
  readonly outcome: NonNullable<Outcome>;
}

/** What happens to the session before a run. */
export interface Prelude {
  /** Jobs that somebody wishes to run once more. */
  readonly wishes: readonly JobOfStory[];
  /** Whether somebody wishes so of all that was under way when the session was cut off. */
  readonly wishesCutOff: boolean;
  readonly verdicts: readonly StoryVerdict[];
}

/** A run of the session. */
export interface StoryRun {
  readonly jobsAtOnce: number;
  /** Whether a person is there to be asked. */
  readonly hasPerson: boolean;
  /** By itself, unless it is said. */
  readonly end: EarlyEnd | undefined;
}

/** What has changed when the session is opened again. */
export interface Aftermath {
  readonly reboots: boolean;
  readonly changes: readonly (Pick<StoryJob, 'id'> & Partial<StoryJob>)[];
  readonly onChangedJob: ChangedJobPolicy;
  /** Jobs that the author has taken out, until they come back. */
  readonly gone: readonly string[];
  readonly back: readonly string[];
}

export interface Chapter {
  readonly before: Prelude;
  readonly run: StoryRun;
  readonly after: Aftermath;
}

/** All that happens to a session. */
export interface Story {
  readonly jobs: readonly StoryJob[];
  /** Whether the session is about a phone too, on which the same jobs run. */
  readonly hasPhone: boolean;
  /** How often a job may be cut off. */
  readonly maxCrashes: number;
  readonly chapters: readonly [Chapter, ...Chapter[]];
}

const IDS = ['a', 'b', 'c', 'd', 'e'];

const HALF = { nil: undefined, freq: 2 };
const MOSTLY = { nil: undefined, freq: 4 };

const orNone = <Value>(arbitrary: fc.Arbitrary<readonly Value[]>): fc.Arbitrary<readonly Value[]> =>
  fc.oneof(fc.constant<readonly Value[]>([]), arbitrary);

const id = fc.constantFrom(...IDS);

const plugin = fc.constantFrom(
  ...['shell', 'shell', 'shell', 'resource', 'user-verify', 'user-interact', 'manual'],
);

const flags = fc.constantFrom('', '', '', 'noreturn', 'autorestart');

const job = fc.record<Omit<StoryJob, 'id'>>({
  plugin,
  flags,
  depends: orNone(fc.subarray(IDS, { maxLength: 2 })),
  outcome: fc.constantFrom('pass', 'pass', 'fail'),
  saves: fc.option(fc.constantFrom('pass', 'fail', 'undecided', 'skip'), HALF),
});

const before = fc.record<Prelude>({
  wishes: orNone(fc.array(fc.record({ id, onPhone: fc.boolean() }), { maxLength: 2 })),
  wishesCutOff: fc.constantFrom(false, false, true),
  verdicts: orNone(
    fc.array(
      fc.record<StoryVerdict>({
        id,
        onPhone: fc.boolean(),
        outcome: fc.constantFrom('pass', 'fail', 'skip', 'crash', 'undecided'),
      }),
      { maxLength: 1 },
    ),
  ),
});

const run = fc.record<StoryRun>({
  jobsAtOnce: fc.constantFrom(1, 1, 2, 3),
  hasPerson: fc.boolean(),
  end: fc.option(
    fc.record<EarlyEnd>({
      kind: fc.constantFrom('kill', 'kill', 'stop'),
      afterSteps: fc.integer({ min: 1, max: 14 }),
    }),
    MOSTLY,
  ),
});

const change = fc.record({ id, plugin, flags }, { requiredKeys: ['id'] });

const after = fc.record<Aftermath>({
  reboots: fc.boolean(),
  changes: orNone(fc.array(change, { maxLength: 2 })),
  onChangedJob: fc.constantFrom('rerun', 'keep', 'skip'),
  gone: orNone(fc.subarray(IDS, { maxLength: 2 })),
  back: fc.subarray(IDS),
});

const chapter = fc.record<Chapter>({ before, run, after });

/** Random stories. */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    jobs: fc.array(job, { minLength: 1, maxLength: IDS.length }),
    hasPhone: fc.constantFrom(false, false, true),
    maxCrashes: fc.constantFrom(2, 1, 2, 3),
    chapters: fc.tuple(chapter, fc.array(chapter, { maxLength: 6 })),
  })
  .map(({ jobs, chapters: [first, later], ...story }): Story => {
    const ids = IDS.slice(0, jobs.length);
    return {
      ...story,
      jobs: jobs.map((each, at) => jobAt(at, each)),
      chapters: [aboutJobs(ids, first), ...later.map((each) => aboutJobs(ids, each))],
    };
  });

/** It depends on earlier jobs only, so that there is no cycle. */
function jobAt(at: number, { depends, ...job }: Omit<StoryJob, 'id'>): StoryJob {
  const earlier = IDS.slice(0, at);
  return { id: IDS[at] ?? '', ...job, depends: depends.filter((each) => earlier.includes(each)) };
}

/** What would be told of a job that the session does not have is told of one that it has. */
function aboutJobs(ids: readonly string[], { before, run, after }: Chapter): Chapter {
  const known = (other: string): string => ids[IDS.indexOf(other) % ids.length] ?? other;
  const ofKnown = <Told extends { readonly id: string }>(told: readonly Told[]): readonly Told[] =>
    told.map((each) => ({ ...each, id: known(each.id) }));
  return {
    before: { ...before, wishes: ofKnown(before.wishes), verdicts: ofKnown(before.verdicts) },
    run,
    after: {
      ...after,
      changes: ofKnown(after.changes),
      gone: after.gone.map(known),
      back: after.back.map(known),
    },
  };
}
