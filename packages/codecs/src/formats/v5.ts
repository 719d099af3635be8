import { isJsonList, isJsonMap } from '../representation/json-map.js';
import { isAbsolutePath } from '../representation/log-paths.js';
import type { JsonMap } from '../representation/session-representation.js';
import type { Downgrade, FormatStep } from './format-step.js';

/**
 * The names of log files are relative to the session's directory. Which form a session has is said beside it
 * (`rules.logPaths`), since only who knows the directory can turn one into the other.
 */
export const v5: FormatStep = {
  version: 5,
  since: '2015-04',
  change: 'Names of log files are relative to the directory of the session.',
  adds: [],
  upgrade: (session) => session,
  downgrade: (session, context) => {
    if (context.rules.logPaths === 'relative') loseRelativePaths(session, context);
    return session;
  },
};

function loseRelativePaths(session: JsonMap, { lose }: Downgrade): void {
  const results = session.get('results');
  if (!isJsonMap(results)) return;
  for (const [id, list] of results) {
    if (!isJsonList(list)) continue;
    for (const result of list) {
      const path = isJsonMap(result) ? result.get('io_log_filename') : undefined;
      if (typeof path === 'string' && !isAbsolutePath(path)) {
        lose(
          ['results', id, 'io_log_filename'],
          `that ${path} is in the session's directory can't be held`,
        );
      }
    }
  }
}
