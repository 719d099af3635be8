import {
  type ExactJson,
  JobDefinition,
  type JobId,
  SessionState,
  type Unit,
} from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import { CorruptedSessionError } from '../errors.js';
import { resumeSections } from '../sections/section.js';
import type { Extensions } from './extensions.js';
import { readField } from './field.js';
import { putGoneJobsBack, setGoneJobsAside } from './gone-jobs.js';
import { isJsonMap } from './json-map.js';
import { Listing } from './listing.js';
import { LogFiles } from './log-files.js';
import { decodeMetadata } from './metadata-json.js';
import { rejectedJobsIn } from './rejected-jobs.js';
import { type RestoredJobs, restoreJobs } from './restore-jobs.js';
import type { FormatRules, JsonMap, SessionRepresentation } from './session-representation.js';
import { decodeSystemInformation } from './system-information-json.js';
import { keepUnknownKeys } from './unknown-keys.js';
import { unlikeState } from './unlike-state.js';

/**
 * The state that a representation stands for, over units that are known here; the inverse of `represent`.
 *
 * Everything is checked on the way, in plainbox's order of steps. A failure leaves nothing behind, but a state that the
 * early callback gave is left half restored.
 */
export function restore(
  representation: SessionRepresentation,
  units: Iterable<Unit>,
  context: ResumeContext,
  extensions: Extensions,
): SessionState {
  const { extra, rules } = representation;
  const { session, setAside } = putGoneJobsBack(representation.session);
  const flags = new Set<string>(context.flags);
  const logs = new LogFiles(rules, context, flags);
  // A copy: the state's own list grows by generated units, the caller's must not.
  const known = [...units];
  const state = startState(known, logs, context);
  const jobs = {
    session,
    units: known,
    rejected: representation.rejectedUnkept ?? rejectedJobsIn(session),
    results: { mapPath: (path: string) => logs.resolve(path), kinds: extensions.resultKinds },
    ignoreChecksums: flags.has('ignore-job-checksums'),
    mayBeUnknown: (id: JobId) => context.setGoneJobsAside === true || setAside.has(id),
    isFresh: context.earlyCallback === undefined,
  };
  let restored: RestoredJobs;
  if (rules.metadataFirst) {
    restoreMetadata(state, session);
    restored = restoreJobs(state, jobs);
  } else {
    restored = restoreJobs(state, jobs);
    restoreMetadata(state, session);
  }
  const mandatory = readJobList(session, 'mandatory_job_list', restored.unknown);
  // plainbox reads no mandatory jobs back from the versions that have their metadata last, and leaves those that are there.
  if (rules.metadataFirst || mandatory.length > 0) {
    state.updateMandatoryJobs(jobsOf(state, mandatory, 'mandatory_job_list'));
  }
  const { hasEveryJob, changed, unknown } = restored;
  const desired = readJobList(session, 'desired_job_list', unknown);
  const problems = state.updateDesiredJobs(jobsOf(state, desired, 'desired_job_list'));
  const listedJobs = readField(session, 'jobs', 'dict');
  if (!hasEveryJob) trim(state, listedJobs);
  state.updateSystemInformation(decodeSystemInformation(session));
  resumeSections(state, session.get('sections'), extensions.sections);
  const kept = setGoneJobsAside(session, unknown);
  keepUnknownKeys(state, extra, kept, readField(session, 'metadata', 'dict'));
  const isAsRead = unknown.size + setAside.size === 0 && !restored.isShorter && !logs.haveMoved;
  if (isAsRead) {
    const listing = new Listing(state);
    const isListed = (id: JobId): boolean => hasEveryJob || listedJobs.has(id);
    const sections = session.get('sections');
    context.chain?.goOn(state, {
      listing,
      unlike: unlikeState({ desired, mandatory, hasEveryJob, isListed }, state, listing, restored),
      sections: isJsonMap(sections) ? sections : new Map(),
    });
  } else {
    context.chain?.breakOff(state);
  }
  context.onJobDifferences?.({
    changed,
    gone: [...unknown],
    returned: [...setAside].filter((id) => !unknown.has(id)),
    added: hasEveryJob ? [] : jobsBeside(listedJobs, known),
    problems,
  });
  return state;
}

/** The session that no bytes stand for: created, and never saved. */
export function startSession(units: Iterable<Unit>, context: ResumeContext): SessionState {
  const rules: FormatRules = { logPaths: 'relative', metadataFirst: true };
  return startState([...units], new LogFiles(rules, context, new Set()), context);
}

/** A fresh state, or the one that the early callback puts in its place. */
function startState(
  units: readonly Unit[],
  logs: LogFiles,
  { earlyCallback }: ResumeContext,
): SessionState {
  const state = new SessionState(units, { readIoLog: (path) => logs.read(path) });
  return earlyCallback?.(state) ?? state;
}

function restoreMetadata(state: SessionState, session: JsonMap): void {
  const { rejectedJobs, ...metadata } = decodeMetadata(session);
  state.updateMetadata({ ...metadata, rejectedJobs: rejectedJobs as readonly string[] });
}

/** The ids in a list of jobs, without those of jobs that are gone. */
function readJobList(session: JsonMap, key: string, gone: ReadonlySet<JobId>): readonly JobId[] {
  const ids = readField(session, key, 'list').map((id) => readId(id, key));
  return gone.size === 0 ? ids : ids.filter((id) => !gone.has(id));
}

function jobsOf(state: SessionState, ids: readonly JobId[], key: string): JobDefinition[] {
  return ids.map((id) => {
    const job = state.jobs.get(id)?.job;
    if (job !== undefined) return job;
    throw new CorruptedSessionError(`'${key}' names the job '${id}', which is not known here`);
  });
}

/** Jobs among the units that the session doesn't have. */
function jobsBeside(jobs: JsonMap, units: readonly Unit[]): JobDefinition[] {
  return units.filter((unit) => unit instanceof JobDefinition).filter(({ id }) => !jobs.has(id));
}

function readId(id: ExactJson, key: string): string {
  if (typeof id === 'string') return id;
  throw new CorruptedSessionError(`each id in '${key}' must be a string`);
}

/** Removes the jobs that are neither to be run nor of the session: those generated or added since. */
function trim(state: SessionState, jobs: JsonMap): void {
  const runList = new Set(state.runList.map((job) => job.id));
  state.trimJobs(({ id }) => runList.has(id) || jobs.has(id));
}
