import type { ExactJson } from '@plainbox/state';
import { HOLLOW_RESULT_JSON, isHollowResult } from '../representation/hollow-result.js';
import { isJsonList, isJsonMap, withKey } from '../representation/json-map.js';
import type { JsonMap } from '../representation/session-representation.js';
import type { Downgrade, FormatStep } from './format-step.js';

/** Results that say nothing are no longer written, and those of every attempt are. */
export const v4: FormatStep = {
  version: 4,
  since: '2014-10',
  change:
    'Only jobs with results or on the run list are listed; each with the results of all attempts, oldest first.',
  adds: [],
  upgrade: dropHollowResults,
  downgrade: (session, context) => oneResultEach(listEveryJob(session, context), context),
};

function dropHollowResults(session: JsonMap): JsonMap {
  const jobs = session.get('jobs');
  const results = session.get('results');
  if (!isJsonMap(jobs) || !isJsonMap(results)) return session;
  const kept = new Map<string, ExactJson>();
  for (const [id, list] of results) {
    // A result without a job is a fault, and must stay to be found.
    if (!jobs.has(id) || !isHollowList(list)) kept.set(id, list);
  }
  return withKey(session, 'results', kept);
}

function isHollowList(list: ExactJson): boolean {
  return isJsonList(list) && list.length === 1 && isHollowResult(list[0]);
}

function listEveryJob(session: JsonMap, { roster }: Downgrade): JsonMap {
  const jobs = session.get('jobs');
  if (roster === undefined || !isJsonMap(jobs)) return session;
  const all = new Map(jobs);
  for (const [id, checksum] of roster.jobs()) all.set(id, checksum);
  return withKey(session, 'jobs', all);
}

function oneResultEach(session: JsonMap, { roster, lose }: Downgrade): JsonMap {
  const jobs = session.get('jobs');
  const results = session.get('results');
  if (!isJsonMap(jobs) || !isJsonMap(results)) return session;
  const current = new Map<string, ExactJson>();
  for (const id of jobs.keys()) {
    const history = results.get(id);
    const attempts = isJsonList(history) ? history : [];
    const isHollow = roster?.isHollow(id) ?? attempts.length === 0;
    const lost = attempts.length - (isHollow ? 0 : 1);
    if (lost > 0) lose(['results', id], `${lost} earlier results of job ${id} can't be held`);
    current.set(id, [isHollow ? HOLLOW_RESULT_JSON : (attempts.at(-1) ?? HOLLOW_RESULT_JSON)]);
  }
  return withKey(session, 'results', current);
}
