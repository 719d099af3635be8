import type { JobState } from '../session/job-state.js';
import type { SessionState } from '../session/session-state.js';
import { hasOutcome, isTest } from './tests.js';

/** The outcome of several jobs together. */
export type CombinedOutcome = 'pass' | 'fail' | 'skip';

/** Names of the categories in which something was run, by their ids. */
export function categoryMap(state: SessionState): ReadonlyMap<string, string> {
  return categoryNames(state, [...state.jobs.values()].filter(hasOutcome));
}

/** Names of the categories in which a test was run: resource jobs and attachments don't count. */
export function categoryMapLite(state: SessionState): ReadonlyMap<string, string> {
  return categoryNames(state, [...state.jobs.values()].filter(hasOutcome).filter(isTest));
}

/** What came of the tests of each category in which something was run. */
export function categoryOutcomeMap(state: SessionState): ReadonlyMap<string, CombinedOutcome> {
  const wanted = categoryMap(state);
  const outcomes = new Map<string, CombinedOutcome>();
  for (const jobState of state.jobs.values()) {
    const category = jobState.effectiveCategoryId;
    if (!wanted.has(category) || !isTest(jobState)) continue;
    outcomes.set(category, combine(outcomes.get(category) ?? 'skip', jobState));
  }
  return outcomes;
}

/** What came of all resource jobs together. */
export function resourceGlobalOutcome(state: SessionState): CombinedOutcome {
  return outcomeOfPlugin(state, 'resource');
}

/** What came of all attachments together. */
export function attachmentGlobalOutcome(state: SessionState): CombinedOutcome {
  return outcomeOfPlugin(state, 'attachment');
}

function outcomeOfPlugin({ jobs }: SessionState, plugin: string): CombinedOutcome {
  return [...jobs.values()].filter(({ job }) => job.plugin === plugin).reduce(combine, 'skip');
}

/** A failure stays, a pass is lost to a failure alone, and everything else changes nothing. */
function combine(before: CombinedOutcome, { result }: JobState): CombinedOutcome {
  if (before === 'fail' || result.outcome === 'fail' || result.outcome === 'crash') return 'fail';
  return result.outcome === 'pass' ? 'pass' : before;
}

function categoryNames(
  { units }: SessionState,
  states: readonly JobState[],
): ReadonlyMap<string, string> {
  const wanted = new Set(states.map(({ effectiveCategoryId }) => effectiveCategoryId));
  const categories = [...units].filter(({ unit, id }) => unit === 'category' && wanted.has(id));
  return new Map(categories.map((category) => [category.id, category.text('name') ?? category.id]));
}
