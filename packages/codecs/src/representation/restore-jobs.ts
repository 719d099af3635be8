import {
  type ExactJson,
  JobDefinition,
  type JobId,
  type JobResult,
  type JobState,
  type SessionState,
  type StateError,
  type Unit,
} from '@plainbox/state';
import type { ReplayedResults } from '../deltas/checkpoint-chain.js';
import {
  BrokenReferenceToExternalFile,
  CorruptedSessionError,
  IncompatibleJobError,
} from '../errors.js';
import { sortKeys } from '../json/key-order.js';
import { hasText, keysOf, scanMember } from '../json/map-view.js';
import { checkValue, readField } from './field.js';
import type { ChangedDefinition } from './job-differences.js';
import { decodeResult, type ResultContext } from './result-json.js';
import { scanHistory } from './scan-results.js';
import type { JsonMap } from './session-representation.js';

/** What restoring the jobs takes beside the state. */
export interface JobsToRestore {
  readonly session: JsonMap;
  readonly units: readonly Unit[];
  /**
   * Jobs that are processed once more after all others, as plainbox does in every version. It does so as often as a job is
   * named, and here once is enough: the time and the memory are not to be the list's times the results'.
   */
  readonly rejected: readonly ExactJson[];
  readonly results: ResultContext;
  readonly ignoreChecksums: boolean;
  /** Whether a job that is not known here is left out, and not refused. */
  readonly mayBeUnknown: (id: JobId) => boolean;
  /** Whether the state was just made of the very units, and nobody has done anything to it. */
  readonly isFresh: boolean;
}

/** Jobs that are not as they were saved. */
export interface RestoredJobs {
  /** Whether the session has every job that is known here. */
  readonly hasEveryJob: boolean;
  readonly changed: readonly ChangedDefinition[];
  readonly unknown: ReadonlySet<JobId>;
  /** Whether results were passed over: hollow ones, or such as say what the one before says. */
  readonly isShorter: boolean;
  /** Of jobs whose results were replayed more than once: what came after the first time. */
  readonly replayed: readonly ReplayedResults[];
}

/**
 * Gives every job its results back.
 *
 * Replaying the result of a resource job may generate further jobs, so a job that isn't known yet is tried again after
 * the others, round by round, until a round brings nothing new.
 */
export function restoreJobs(state: SessionState, parts: JobsToRestore): RestoredJobs {
  const replay = new JobReplay(state, parts);
  const isToAdd = (unit: Unit): boolean =>
    unit instanceof JobDefinition && !(parts.isFresh && comesAlone(unit));
  for (const unit of parts.units.filter(isToAdd)) state.addUnit(unit);
  const ids = replay.ids();
  const leftOver = ids.filter((id) => !replay.process(id));
  const again = [...leftOver, ...replay.rejected];
  const unknown = processInRounds(again, (id) => replay.process(id)).map(String);
  if (!unknown.every(parts.mayBeUnknown)) {
    throw new CorruptedSessionError(
      `The session has jobs that are not known here: ${unknown.join(', ')}`,
      { unknownJobs: unknown },
    );
  }
  const gone = new Set(unknown);
  // Each that isn't gone is in the state; and in a state that nobody else touches, nothing takes the place of another.
  const hasEveryJob = parts.isFresh && ids.length - gone.size === state.jobs.size;
  const changed = [...replay.changed.values()];
  const { isShorter } = replay;
  return { hasEveryJob, changed, unknown: gone, isShorter, replayed: replay.replayedAgain() };
}

/** Whether the job asks for no others beside it, by neither its siblings nor its flags. */
function comesAlone(job: JobDefinition): boolean {
  return job.value('siblings') === undefined && job.flags.size === 0;
}

/** Tries all again and again; each that succeeds leaves. Returns those that were left in a round in which none did. */
function processInRounds(
  ids: readonly ExactJson[],
  process: (id: ExactJson) => boolean,
): readonly ExactJson[] {
  let remaining = ids;
  while (remaining.length > 0) {
    const unknown = remaining.filter((id) => !process(id));
    if (unknown.length === remaining.length) break;
    remaining = unknown;
  }
  return remaining;
}

class JobReplay {
  /** By id, since a rejected job comes twice. */
  readonly changed = new Map<JobId, ChangedDefinition>();
  isShorter = false;
  readonly rejected: ReadonlySet<ExactJson>;
  private readonly state: SessionState;
  private readonly jobs: JsonMap;
  private readonly histories: JsonMap;
  private readonly results: ResultContext;
  private readonly ignoreChecksums: boolean;
  /** How long the histories of rejected jobs were when they had been replayed once. */
  private readonly lengths = new Map<JobId, number>();

  constructor(state: SessionState, parts: JobsToRestore) {
    this.state = state;
    this.jobs = readField(parts.session, 'jobs', 'dict');
    this.histories = readField(parts.session, 'results', 'dict');
    this.results = parts.results;
    this.ignoreChecksums = parts.ignoreChecksums;
    this.rejected = new Set(parts.rejected);
  }

  /** All jobs that the session names, in the order in which they are tried. */
  ids(): string[] {
    const ids = [...keysOf(this.jobs)];
    let likely = 0;
    keysOf(this.histories).forEach((id) => {
      // Results stand in the order of their jobs, and most jobs have some.
      if (id === ids[likely]) likely += 1;
      else if (!this.jobs.has(id)) ids.push(id);
    });
    return sortKeys(ids);
  }

  /** Whether the job is known: false means that it should be tried again later. */
  process(givenId: ExactJson): boolean {
    const id = checkValue(givenId, 'the id of a job', 'str');
    const jobState = this.state.jobs.get(id);
    if (jobState === undefined || !hasText(this.jobs, id, jobState.job.checksum)) {
      const savedChecksum = checkValue(this.jobs.get(id), 'the checksum of job', 'str', id);
      if (jobState === undefined) return false;
      this.noteChange({ job: jobState.job, savedChecksum });
    }
    const results = this.readHistory(id);
    if (results !== undefined) this.replay(jobState, results);
    if (this.rejected.has(id) && !this.lengths.has(id)) {
      this.lengths.set(id, jobState.resultHistory.length);
    }
    return true;
  }

  replayedAgain(): readonly ReplayedResults[] {
    return [...this.lengths].flatMap(([id, length]) => {
      const job = this.state.jobs.get(id)?.job;
      const results = this.historyOf(id).slice(length);
      if (job === undefined || results.length === 0) return [];
      return [{ job, results, before: this.historyOf(id)[length - 1] }];
    });
  }

  private historyOf(id: JobId): readonly JobResult[] {
    return this.state.jobs.get(id)?.resultHistory ?? [];
  }

  private noteChange(changed: ChangedDefinition): void {
    if (!this.ignoreChecksums) throw new IncompatibleJobError(changed.job.id);
    this.changed.set(changed.job.id, changed);
  }

  private readHistory(id: JobId): readonly JobResult[] | undefined {
    const { histories, results } = this;
    const scanned = scanMember(histories, id, scanHistory, results.mapPath);
    if (scanned !== undefined) return scanned;
    const json = histories.get(id);
    if (json === undefined) return undefined;
    return checkValue(json, 'the results of', 'list', id).map((one) => decodeResult(one, results));
  }

  /** All results are read before the first is given to the state. */
  private replay(jobState: JobState, results: readonly JobResult[]): void {
    const { id } = jobState.job;
    const before = jobState.resultHistory.length;
    // By index: what iterating makes for each job is a tenth of what a resume takes in memory.
    for (let at = 0; at < results.length; at += 1) this.take(id, results[at] as JobResult);
    const isFirstTime = !this.lengths.has(id);
    if (isFirstTime && jobState.resultHistory.length < before + results.length) {
      this.isShorter = true;
    }
  }

  private take(id: JobId, result: JobResult): void {
    const problems = this.state.updateJobResult(id, result);
    for (let at = 0; at < problems.length; at += 1) {
      refuseLostLog(problems[at] as StateError, result);
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
