import type { ExactJson, JobId } from '@plainbox/state';
import { checkValue, readField } from './field.js';
import { isJsonList, isJsonMap, withKey, withoutKey } from './json-map.js';
import type { JsonMap } from './session-representation.js';

/** The key of a session under which lie the jobs that nobody here knows, each as `{checksum, results, desired, mandatory}`. */
const GONE_JOBS = 'gone_jobs';
const DESIRED = 'desired_job_list';
const MANDATORY = 'mandatory_job_list';

const NONE: JsonMap = new Map();

/** A session with all its jobs in their places, and the ids of those that had been set aside. */
export interface WithGoneJobs {
  readonly session: JsonMap;
  readonly setAside: ReadonlySet<JobId>;
}

/** Puts the jobs that were set aside back where jobs lie: whoever reads on finds out which are known again. */
export function putGoneJobsBack(session: JsonMap): WithGoneJobs {
  const gone = jobsSetAside(session);
  if (gone.size === 0) return { session, setAside: new Set() };
  const jobs = new Map(readField(session, 'jobs', 'dict'));
  const results = new Map(readField(session, 'results', 'dict'));
  const desired = [...readField(session, DESIRED, 'list')];
  const mandatory = [...readField(session, MANDATORY, 'list')];
  for (const [id, value] of gone) {
    if (jobs.has(id)) continue;
    const job = checkValue(value, `the job '${id}' that was set aside`, 'dict');
    jobs.set(id, readField(job, 'checksum', 'str'));
    const history = job.get('results');
    if (history !== undefined) results.set(id, history);
    if (job.get('desired') === true) desired.push(id);
    if (job.get('mandatory') === true) mandatory.push(id);
  }
  const whole = withoutKey(session, GONE_JOBS);
  whole.set('jobs', jobs).set('results', results);
  whole.set(DESIRED, desired).set(MANDATORY, mandatory);
  return { session: whole, setAside: new Set(gone.keys()) };
}

/** The session with these jobs set aside; the inverse of {@link putGoneJobsBack}. */
export function setGoneJobsAside(session: JsonMap, ids: ReadonlySet<JobId>): JsonMap {
  if (ids.size === 0) return session;
  const jobs = readField(session, 'jobs', 'dict');
  const results = readField(session, 'results', 'dict');
  const desired = idsIn(session, DESIRED);
  const mandatory = idsIn(session, MANDATORY);
  const gone = [...ids].map((id): [JobId, ExactJson] => {
    const job = new Map<string, ExactJson>([['checksum', jobs.get(id) ?? null]]);
    const history = results.get(id);
    if (history !== undefined) job.set('results', history);
    if (desired.has(id)) job.set('desired', true);
    if (mandatory.has(id)) job.set('mandatory', true);
    return [id, job];
  });
  return withKey(session, GONE_JOBS, new Map(gone));
}

/** The jobs that are set aside in a session. */
export function jobsSetAside(session: JsonMap): JsonMap {
  const gone = session.get(GONE_JOBS);
  return isJsonMap(gone) ? gone : NONE;
}

function idsIn(session: JsonMap, key: string): ReadonlySet<ExactJson> {
  const list = session.get(key);
  return new Set(isJsonList(list) ? list : []);
}
