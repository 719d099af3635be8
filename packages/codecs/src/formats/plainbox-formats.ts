import type { ExactJson } from '@plainbox/state';
import { isJsonMap } from '../representation/json-map.js';
import { rejectedJobsIn } from '../representation/rejected-jobs.js';
import type { FormatRules, JsonMap } from '../representation/session-representation.js';
import type { FormatStep } from './format-step.js';
import type { Loss } from './loss.js';
import type { SessionFormat } from './session-format.js';
import { v1 } from './v1.js';
import { v2 } from './v2.js';
import { v3 } from './v3.js';
import { v4 } from './v4.js';
import { v5 } from './v5.js';
import { v6 } from './v6.js';
import { v7 } from './v7.js';
import { v8 } from './v8.js';
import { v9 } from './v9.js';
import { v10 } from './v10.js';
import { v11 } from './v11.js';

/** All versions of the plainbox format as steps, oldest first. */
export const FORMAT_STEPS: readonly FormatStep[] = [v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11];

const FIRST_WITH_RELATIVE_LOGS = 5;
const FIRST_WITH_METADATA_FIRST = 6;
const FIRST_WITH_REJECTED_JOBS = 6;

/** Keys of the document that are not a session's own. */
const OWN_KEYS: ReadonlySet<string> = new Set(['session', 'version']);

function plainboxFormat(step: FormatStep): SessionFormat {
  const { version } = step;
  const newer = FORMAT_STEPS.filter((other) => other.version > version);
  const newestFirst = [...newer].reverse();
  const rules: FormatRules = {
    logPaths: version >= FIRST_WITH_RELATIVE_LOGS ? 'relative' : 'verbatim',
    metadataFirst: version >= FIRST_WITH_METADATA_FIRST,
  };
  return {
    id: `plainbox/${version}`,
    version,
    rules,
    // plainbox reads no start time when it peeks at these, though they have one.
    ...(version === 7 || version === 8 ? { notPeeked: ['last_job_start_time'] } : {}),
    read: (document) => {
      const session = document.get('session') as JsonMap;
      const mended = step.mend?.(session) ?? session;
      return {
        session: newer.reduce((upgraded, next) => next.upgrade(upgraded), mended),
        ...(version < FIRST_WITH_REJECTED_JOBS ? { rejectedUnkept: rejectedJobsIn(session) } : {}),
        extra: new Map([...document].filter(([key]) => !OWN_KEYS.has(key))),
        rules,
      };
    },
    write: ({ session, extra, roster, rules: given }) => {
      const losses: Loss[] = [];
      const downgraded = newestFirst.reduce(
        (older, next) =>
          next.downgrade(older, {
            roster,
            rules: given,
            lose: (path, what) => losses.push({ version: next.version - 1, path, what }),
          }),
        session,
      );
      const document = new Map<string, ExactJson>(extra);
      document.set('session', downgraded as ReadonlyMap<string, ExactJson>);
      document.set('version', version);
      return { document, losses: losses.filter((loss) => !isListedAgain(loss, downgraded)) };
    },
  };
}

/** Versions 1 to 3 list every job once more, those that the versions above them left out among them. */
function isListedAgain({ path: [where, id = ''] }: Loss, session: JsonMap): boolean {
  const jobs = session.get('jobs');
  return where === 'jobs' && isJsonMap(jobs) && jobs.has(id);
}

/** The eleven versions of the plainbox format, oldest first. */
export const PLAINBOX_FORMATS: readonly SessionFormat[] = FORMAT_STEPS.map(plainboxFormat);

/** The newest version of the plainbox format: what is written unless something else is asked for. */
export const formatV11: SessionFormat = PLAINBOX_FORMATS.at(-1) as SessionFormat;
