import type {
  ExactJson,
  JobResult,
  JobState,
  SessionState,
  SystemInformation,
} from '@plainbox/state';
import { sortKeys } from '../json/key-order.js';
import { suspendSections } from '../sections/section.js';
import type { Extensions } from './extensions.js';
import { Listing, rememberListing } from './listing.js';
import { relativePath } from './log-paths.js';
import { encodeMetadata } from './metadata-json.js';
import { encodeResult, type PathMap, type ResultContext } from './result-json.js';
import type { FormatRules, JobRoster, SessionRepresentation } from './session-representation.js';
import { encodeSystemInformation } from './system-information-json.js';
import { unknownKeysOf } from './unknown-keys.js';

/** What a representation is made from beside the state. */
export interface RepresentOptions extends Extensions {
  readonly rules: FormatRules;
  readonly location: string | undefined;
}

/** The representation of a state; the inverse of `restore`. */
export function represent(state: SessionState, options: RepresentOptions): SessionRepresentation {
  const { rules, location, sections, resultKinds } = options;
  const unknown = unknownKeysOf(state);
  const metadata = encodeMetadata(state.metadata);
  for (const [key, value] of unknown.metadata) metadata.set(key, value);
  const session = new Map<string, ExactJson>(unknown.session);
  session.set('desired_job_list', uniqueIds(state.desiredJobs));
  session.set('mandatory_job_list', uniqueIds(state.mandatoryJobs));
  session.set('metadata', metadata);
  session.set('system_information', encodeSystemInformation(knownInformation(state)));
  const sectionsJson = suspendSections(state, sections);
  if (sectionsJson.size > 0) session.set('sections', sectionsJson);
  const listing = new Listing(state);
  listJobs(session, state, listing, { mapPath: pathMap(rules, location), kinds: resultKinds });
  rememberListing(state, listing);
  return { session, extra: unknown.document, rules, roster: rosterOf(state, listing) };
}

/** What was collected already: writing a session must not be what makes it look at the machine. */
function knownInformation(state: SessionState): SystemInformation | undefined {
  return state.hasSystemInformation ? state.systemInformation : undefined;
}

function uniqueIds(jobs: readonly { readonly id: string }[]): string[] {
  return [...new Set(jobs.map((job) => job.id))];
}

function listJobs(
  session: Map<string, ExactJson>,
  state: SessionState,
  listing: Listing,
  context: ResultContext,
): void {
  const jobs = new Map<string, ExactJson>();
  const results = new Map<string, ExactJson>();
  const encode = (result: JobResult): ExactJson => encodeResult(result, context);
  // Sorted here once, so that the writer finds both objects in order.
  for (const id of sortKeys([...state.jobs.keys()])) {
    const { job, resultHistory } = state.jobs.get(id) as JobState;
    const hasResults = resultHistory.length > 0;
    // plainbox leaves out a job that has results but was reset and isn't to be run, and can't resume what it wrote.
    if (listing.has(id, hasResults)) jobs.set(id, job.checksum);
    if (hasResults) results.set(id, resultHistory.map(encode));
  }
  session.set('jobs', jobs);
  session.set('results', results);
}

/** How names of logs are written. */
export function pathMap({ logPaths }: FormatRules, location: string | undefined): PathMap {
  if (logPaths === 'verbatim' || location === undefined) return (path) => path;
  return (path) => relativePath(location, path);
}

function rosterOf(state: SessionState, listing: Listing): JobRoster {
  return {
    *jobs() {
      for (const [id, { job }] of state.jobs) yield [id, job.checksum];
    },
    onRunList: (id) => listing.isToRun(id),
    isHollow: (id) => state.jobs.get(id)?.result.isHollow ?? true,
  };
}
