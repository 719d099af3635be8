import { isJsonList, withKey } from '../representation/json-map.js';
import type { JsonMap } from '../representation/session-representation.js';
import { addFields, addMissingFields, dropFields } from './added-fields.js';
import type { AddedField, Downgrade, FormatStep } from './format-step.js';
import { listOnlyUsedJobs } from './listed-jobs.js';

const adds: readonly AddedField[] = [
  { where: 'metadata', key: 'custom_joblist', initial: false },
  { where: 'metadata', key: 'rejected_jobs', initial: [] },
];

/** The mandatory jobs are read back, and the jobs that the user turned down are kept. */
export const v6: FormatStep = {
  version: 6,
  since: '2015-08',
  change:
    'The mandatory jobs are read back, the metadata tell of a custom job list, and rejected jobs are listed too.',
  adds,
  upgrade: (session) => withKey(addFields(session, adds), 'mandatory_job_list', []),
  downgrade: (session, context) =>
    // In this order: once the rejected jobs aren't named, they are no reason to be listed.
    listOnlyUsedJobs(dropFields(loseMandatoryJobs(session, context), adds, context), context),
  // Both came in 2019, without a new version: files of the four years before have neither.
  mend: (session) => addMissingFields(session, adds),
};

/** Older versions write the list, but nobody reads it back. */
function loseMandatoryJobs(session: JsonMap, { lose }: Downgrade): JsonMap {
  const mandatory = session.get('mandatory_job_list');
  if (isJsonList(mandatory) && mandatory.length > 0) {
    lose(['mandatory_job_list'], "which jobs are mandatory isn't read back");
  }
  return session;
}
