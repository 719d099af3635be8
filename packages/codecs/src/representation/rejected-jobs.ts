import type { ExactJson } from '@plainbox/state';
import { isJsonList, isJsonMap } from './json-map.js';
import type { JsonMap } from './session-representation.js';

/** The rejected jobs that the metadata name, unchecked; none where there is no such list. */
export function rejectedJobsIn(session: JsonMap): readonly ExactJson[] {
  const metadata = session.get('metadata');
  const ids = isJsonMap(metadata) ? metadata.get('rejected_jobs') : undefined;
  return isJsonList(ids) ? ids : [];
}
