import {
  type ExactJson,
  JobDefinition,
  type JobResult,
  type SessionState,
  type StateError,
  type Unit,
} from '@plainbox/state';
import {
  BrokenReferenceToExternalFile,
  CorruptedSessionError,
  IncompatibleJobError,
} from '../errors.js';
import { sortKeys } from '../json/key-order.js';
import { checkValue, readField } from './field.js';
import { isJsonList, isJsonMap } from './json-map.js';
import { decodeResult, type ResultContext } from './result-json.js';
import type { JsonMap } from './session-representation.js';

/** What restoring the jobs takes beside the state. */
export interface JobsToRestore {
  readonly session: JsonMap;
  readonly units: readonly Unit[];
  readonly results: ResultContext;
  readonly ignoreChecksums: boolean;
}

/**
 * Gives every job its results back.
 *
 * Replaying the result of a resource job may generate further jobs, so a job that isn't known yet is tried again after
 * the others, round by round, until a round brings nothing new.
 */
export function restoreJobs(state: SessionState, parts: JobsToRestore): void {
  const replay = new JobReplay(state, parts);
  for (const unit of parts.units) {
    if (unit instanceof JobDefinition) state.addUnit(unit);
  }
  const leftOver: ExactJson[] = replay.ids().filter((id) => !replay.process(id));
  leftOver.push(...rejectedJobs(parts.session));
  processInRounds(leftOver, (id) => replay.process(id));
}

/** Tries all again and again; each that succeeds leaves, and a round in which none leaves is the end. */
function processInRounds(ids: readonly ExactJson[], process: (id: ExactJson) => boolean): void {
  let remaining = ids;
  while (remaining.length > 0) {
    const unknown = remaining.filter((id) => !process(id));
    if (unknown.length === remaining.length) {
      throw new CorruptedSessionError(
        `The session has jobs that are not known here: ${remaining.join(', ')}`,
      );
    }
    remaining = unknown;
  }
}

function rejectedJobs(session: JsonMap): readonly ExactJson[] {
  const metadata = session.get('metadata');
  const ids = isJsonMap(metadata) ? metadata.get('rejected_jobs') : undefined;
  return isJsonList(ids) ? ids : [];
}

class JobReplay {
  private readonly state: SessionState;
  private readonly jobs: JsonMap;
  private readonly histories: JsonMap;
  private readonly results: ResultContext;
  private readonly ignoreChecksums: boolean;

  constructor(state: SessionState, { session, results, ignoreChecksums }: JobsToRestore) {
    this.state = state;
    this.jobs = readField(session, 'jobs', 'dict');
    this.histories = readField(session, 'results', 'dict');
    this.results = results;
    this.ignoreChecksums = ignoreChecksums;
  }

  /** All jobs that the session names, in the order in which they are tried. */
  ids(): string[] {
    const ids = [...this.jobs.keys()];
    for (const id of this.histories.keys()) if (!this.jobs.has(id)) ids.push(id);
    return sortKeys(ids);
  }

  /** Whether the job is known: false means that it should be tried again later. */
  process(givenId: ExactJson): boolean {
    const id = checkValue(givenId, 'the id of a job', 'str');
    const checksum = readField(this.jobs, id, 'str');
    const job = this.state.jobs.get(id)?.job;
    if (job === undefined) return false;
    if (checksum !== job.checksum && !this.ignoreChecksums) throw new IncompatibleJobError(id);
    const history = this.histories.get(id);
    if (history !== undefined) this.replay(job.id, history);
    return true;
  }

  /** All results are decoded before the first is given to the state. */
  private replay(id: string, json: ExactJson): void {
    const history = checkValue(json, `the results of '${id}'`, 'list');
    for (const result of history.map((one) => decodeResult(one, this.results))) {
      for (const problem of this.state.updateJobResult(id, result)) refuseLostLog(problem, result);
    }
  }
}

/** A resource job whose log can't be read would come back without what it found, and say nothing about it. */
function refuseLostLog(problem: StateError, result: JobResult): void {
  if (problem.code !== 'IO_LOG_UNREADABLE') return;
  if (problem.cause instanceof BrokenReferenceToExternalFile) throw problem.cause;
  throw new CorruptedSessionError(`The log ${result.ioLogFilename} of a resource job is damaged`, {
    cause: problem.cause,
  });
}
