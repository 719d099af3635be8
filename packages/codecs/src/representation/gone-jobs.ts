import type { ExactJson, JobId } from '@plainbox/state';
import { checkValue, readField } from './field.js';
import { isJsonList, isJsonMap, withKey, withoutKey } from './json-map.js';
import type { JsonMap } from './session-representation.js';

/** The key of a session under which lie the jobs that nobody here knows, each as `{checksum, results, desired}`. */
const GONE_JOBS = 'gone_jobs';
const DESIRED = 'desired_job_list';

/** A session with all its jobs in their places, and the ids of those that had been set aside. */
export interface WithGoneJobs {
  readonly session: JsonMap;
  readonly setAside: ReadonlySet<JobId>;
}

/** Puts the jobs that were set aside back where jobs lie: whoever reads on finds out which are known again. */
export function putGoneJobsBack(session: JsonMap): WithGoneJobs {
  const gone = session.get(GONE_JOBS);
  if (!isJsonMap(gone)) return { session, setAside: new Set() };
  const jobs = new Map(readField(session, 'jobs', 'dict'));
  const results = new Map(readField(session, 'results', 'dict'));
  const desired = [...readField(session, DESIRED, 'list')];
  for (const [id, value] of gone) {
    if (jobs.has(id)) continue;
    const job = checkValue(value, `the job '${id}' that was set aside`, 'dict');
    jobs.set(id, readField(job, 'checksum', 'str'));
    const history = job.get('results');
    if (history !== undefined) results.set(id, history);
    if (job.get('desired') === true) desired.push(id);
  }
  const whole = withoutKey(session, GONE_JOBS);
  whole.set('jobs', jobs).set('results', results).set(DESIRED, desired);
  return { session: whole, setAside: new Set(gone.keys()) };
}

/** The session with these jobs set aside; the inverse of {@link putGoneJobsBack}. */
export function setGoneJobsAside(session: JsonMap, ids: ReadonlySet<JobId>): JsonMap {
  if (ids.size === 0) return session;
  const jobs = readField(session, 'jobs', 'dict');
  const results = readField(session, 'results', 'dict');
  const list = session.get(DESIRED);
  const desired = new Set(isJsonList(list) ? list : []);
  const gone = [...ids].map((id): [JobId, ExactJson] => {
    const job = new Map<string, ExactJson>([['checksum', jobs.get(id) ?? null]]);
    const history = results.get(id);
    if (history !== undefined) job.set('results', history);
    if (desired.has(id)) job.set('desired', true);
    return [id, job];
  });
  return withKey(session, GONE_JOBS, new Map(gone));
}
