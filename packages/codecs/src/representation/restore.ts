import { type ExactJson, type JobDefinition, SessionState, type Unit } from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import { CorruptedSessionError } from '../errors.js';
import { resumeSections } from '../sections/section.js';
import type { Extensions } from './extensions.js';
import { readField } from './field.js';
import { LogFiles } from './log-files.js';
import { decodeMetadata } from './metadata-json.js';
import { restoreJobs } from './restore-jobs.js';
import type { FormatRules, JsonMap, SessionRepresentation } from './session-representation.js';
import { decodeSystemInformation } from './system-information-json.js';
import { keepUnknownKeys } from './unknown-keys.js';

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
  const { session, extra, rules } = representation;
  const flags = new Set<string>(context.flags);
  const logs = new LogFiles(rules, context, flags);
  // A copy: the state's own list grows by generated units, the caller's must not.
  const known = [...units];
  const state = startState(known, logs, context);
  const jobs = {
    session,
    units: known,
    results: { mapPath: (path: string) => logs.resolve(path), kinds: extensions.resultKinds },
    ignoreChecksums: flags.has('ignore-job-checksums'),
  };
  if (rules.metadataFirst) {
    restoreMetadata(state, session);
    restoreJobs(state, jobs);
    state.updateMandatoryJobs(readJobList(state, session, 'mandatory_job_list'));
  } else {
    restoreJobs(state, jobs);
    restoreMetadata(state, session);
  }
  state.updateDesiredJobs(readJobList(state, session, 'desired_job_list'));
  trim(state, session);
  state.updateSystemInformation(decodeSystemInformation(session));
  resumeSections(state, session.get('sections'), extensions.sections);
  keepUnknownKeys(state, extra, session, readField(session, 'metadata', 'dict'));
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

/** The jobs of a list of ids, all of which are checked before the first is looked up. */
function readJobList(state: SessionState, session: JsonMap, key: string): JobDefinition[] {
  const ids = readField(session, key, 'list').map((id) => readId(id, key));
  return ids.map((id) => {
    const job = state.jobs.get(id)?.job;
    if (job !== undefined) return job;
    throw new CorruptedSessionError(`'${key}' names the job '${id}', which is not known here`);
  });
}

function readId(id: ExactJson, key: string): string {
  if (typeof id === 'string') return id;
  throw new CorruptedSessionError(`each id in '${key}' must be a string`);
}

/** Removes the jobs that are neither to be run nor of the session: those generated or added since. */
function trim(state: SessionState, session: JsonMap): void {
  const jobs = readField(session, 'jobs', 'dict');
  const runList = new Set(state.runList.map((job) => job.id));
  state.trimJobs(({ id }) => runList.has(id) || jobs.has(id));
}
