import type { ExactJson } from '@plainbox/state';
import { isJsonList, isJsonMap, withKey } from '../representation/json-map.js';
import type { JsonMap } from '../representation/session-representation.js';
import type { Downgrade } from './format-step.js';

/**
 * The session with only those jobs that have results, are on the run list, or were rejected.
 *
 * Without a roster nothing tells which jobs are on the run list, so all stay: a job too many does no harm.
 */
export function listOnlyUsedJobs(session: JsonMap, { roster, lose }: Downgrade): JsonMap {
  const jobs = session.get('jobs');
  const results = session.get('results');
  if (roster === undefined || !isJsonMap(jobs) || !isJsonMap(results)) return session;
  const rejected = rejectedJobs(session);
  const used = new Map<string, ExactJson>();
  for (const [id, checksum] of jobs) {
    if (results.has(id) || rejected.has(id) || roster.onRunList(id)) used.set(id, checksum);
    else
      lose(
        ['jobs', id],
        `that job ${id}, which isn't to be run, belongs to the session can't be held`,
      );
  }
  return withKey(session, 'jobs', used);
}

function rejectedJobs(session: JsonMap): ReadonlySet<ExactJson> {
  const metadata = session.get('metadata');
  const ids = isJsonMap(metadata) ? metadata.get('rejected_jobs') : undefined;
  return new Set(isJsonList(ids) ? ids : []);
}
