import type { JobId } from '../job-id.js';
import type { Outcome } from '../results/outcome.js';
import type { JobState } from '../session/job-state.js';
import type { SessionState } from '../session/session-state.js';
import { isTest } from './tests.js';

/** How many jobs have each outcome; those that have not run are left out. */
export type OutcomeStatistics = ReadonlyMap<Exclude<Outcome, null>, number>;

/** Counts the outcomes of all jobs. */
export function outcomeStatistics({ jobs }: SessionState): OutcomeStatistics {
  return countOutcomes(jobs.values());
}

/** Counts the outcomes of all jobs that test something: neither resource nor attachment. */
export function testOutcomeStatistics({ jobs }: SessionState): OutcomeStatistics {
  return countOutcomes([...jobs.values()].filter(isTest));
}

/** The jobs of certain outcomes and certification statuses: by default the failed ones that block a certification. */
export function certificationStatusMap(
  { jobs }: SessionState,
  {
    outcomes = ['fail'],
    statuses = ['blocker'],
  }: {
    /** Those that count. */
    readonly outcomes?: readonly Outcome[];
    /** Those that count, as they are after overrides. */
    readonly statuses?: readonly string[];
  } = {},
): ReadonlyMap<JobId, JobState> {
  return new Map(
    [...jobs].filter(
      ([, state]) =>
        outcomes.includes(state.result.outcome) &&
        statuses.includes(state.effectiveCertificationStatus),
    ),
  );
}

function countOutcomes(states: Iterable<JobState>): OutcomeStatistics {
  const counts = new Map<Exclude<Outcome, null>, number>();
  for (const { result } of states) {
    if (result.outcome) counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
  }
  return counts;
}
