import type { ExactJson, JobId, SessionState } from '@plainbox/state';
import { jobsSetAside } from './gone-jobs.js';
import { isJsonList, isJsonMap } from './json-map.js';
import type { JsonMap } from './session-representation.js';
import { unknownKeysOf } from './unknown-keys.js';

/**
 * The rejected jobs of a state that can be read back: plainbox refuses a session that names others. They are the jobs of
 * the session, and those that were set aside.
 */
export function knownRejectedJobs(state: SessionState): readonly JobId[] {
  const { rejectedJobs } = state.metadata;
  if (rejectedJobs.length === 0) return rejectedJobs;
  const setAside = jobsSetAside(unknownKeysOf(state).session);
  return rejectedJobs.filter((id) => state.jobs.has(id) || setAside.has(id));
}

/** The rejected jobs that the metadata name, unchecked; none where there is no such list. */
export function rejectedJobsIn(session: JsonMap): readonly ExactJson[] {
  const metadata = session.get('metadata');
  const ids = isJsonMap(metadata) ? metadata.get('rejected_jobs') : undefined;
  return isJsonList(ids) ? ids : [];
}
