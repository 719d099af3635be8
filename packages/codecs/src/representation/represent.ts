import type {
  ExactJson,
  JobDefinition,
  JobId,
  JobResult,
  JobState,
  SessionState,
  SystemInformation,
} from '@plainbox/state';
import { ComputedMap } from '../json/computed-map.js';
import { areSorted, sortKeys } from '../json/key-order.js';
import { countOutcome } from '../peek/outcomes.js';
import { suspendSections } from '../sections/section.js';
import type { Extensions } from './extensions.js';
import { Listing } from './listing.js';
import { relativePath } from './log-paths.js';
import { encodeMetadata } from './metadata-json.js';
import { knownRejectedJobs } from './rejected-jobs.js';
import { encodeResult, type PathMap, type ResultContext } from './result-json.js';
import type {
  FormatRules,
  JobRoster,
  ResultCounts,
  SessionRepresentation,
} from './session-representation.js';
import { encodeSystemInformation } from './system-information-json.js';
import { unknownKeysOf } from './unknown-keys.js';

/** What a representation is made from beside the state. */
export interface RepresentOptions extends Extensions {
  readonly rules: FormatRules;
  readonly location: string | undefined;
  /** Which jobs are listed, where that was found out already. */
  readonly listing?: Listing;
}

/** The representation of a state; the inverse of `restore`. */
export function represent(state: SessionState, options: RepresentOptions): SessionRepresentation {
  const { rules, location, sections, resultKinds } = options;
  const unknown = unknownKeysOf(state);
  const metadata = encodeMetadata(state.metadata);
  metadata.set('rejected_jobs', knownRejectedJobs(state));
  for (const [key, value] of unknown.metadata) metadata.set(key, value);
  const session = new Map<string, ExactJson>(unknown.session);
  session.set('desired_job_list', idsOf(state.desiredJobs));
  session.set('mandatory_job_list', idsOf(state.mandatoryJobs));
  session.set('metadata', metadata);
  session.set('system_information', encodeSystemInformation(knownInformation(state)));
  const sectionsJson = suspendSections(state, sections);
  if (sectionsJson.size > 0) session.set('sections', sectionsJson);
  const listing = options.listing ?? new Listing(state);
  const context = { mapPath: pathMap(rules, location), kinds: resultKinds };
  const counts = listJobs(session, state, listing, context);
  return { session, extra: unknown.document, rules, roster: rosterOf(state, listing), counts };
}

/** What was collected already: writing a session must not be what makes it look at the machine. */
function knownInformation(state: SessionState): SystemInformation | undefined {
  return state.hasSystemInformation ? state.systemInformation : undefined;
}

function idsOf(jobs: readonly JobDefinition[]): string[] {
  return jobs.map((job) => job.id);
}

/** Puts in which jobs there are and their results; what these say is made only when it is written. */
function listJobs(
  session: Map<string, ExactJson>,
  { jobs }: SessionState,
  listing: Listing,
  context: ResultContext,
): ResultCounts {
  const listed: string[] = [];
  const checksums: string[] = [];
  const withResults: string[] = [];
  const histories: (readonly JobResult[])[] = [];
  const outcomes = new Map<string, number>();
  let results = 0;
  // In order here, so that the writer finds both objects so.
  for (const { job, resultHistory: history } of inOrder(jobs)) {
    const { id } = job;
    const last = history[history.length - 1];
    // plainbox leaves out a job that has results but was reset and isn't to be run, and can't resume what it wrote.
    if (listing.has(id, last !== undefined)) {
      listed.push(id);
      checksums.push(job.checksum);
    }
    if (last === undefined) continue;
    withResults.push(id);
    histories.push(history);
    results += history.length;
    countOutcome(outcomes, last.outcome, 1);
  }
  const encode = (result: JobResult): ExactJson => encodeResult(result, context);
  session.set('jobs', new ComputedMap(listed, checksums, (checksum) => checksum));
  session.set('results', new ComputedMap(withResults, histories, (all) => all.map(encode)));
  return { results, outcomes };
}

/** The jobs by id. As a rule they have come in that order, and need not be looked up one by one. */
function inOrder(jobs: ReadonlyMap<JobId, JobState>): readonly JobState[] {
  const states: JobState[] = [];
  jobs.forEach((state) => {
    states.push(state);
  });
  const ids = states.map(({ job }) => job.id);
  return areSorted(ids) ? states : sortKeys(ids).map((id) => jobs.get(id) as JobState);
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
