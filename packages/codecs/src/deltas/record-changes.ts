import type {
  JobDefinition,
  JobId,
  JobResult,
  SessionChange,
  SessionMetadataFields,
  SessionState,
} from '@plainbox/state';
import { Listing } from '../representation/listing.js';
import { encodeMetadata } from '../representation/metadata-json.js';
import { knownRejectedJobs } from '../representation/rejected-jobs.js';
import { encodeResult, type ResultContext } from '../representation/result-json.js';
import { encodeSystemInformation } from '../representation/system-information-json.js';
import type { LastCheckpoint, ReplayedResults, UnlikeState } from './checkpoint-chain.js';
import type { DeltaChange } from './delta-json.js';

/** Changes of a representation, and how the session is listed after them. */
export interface RecordedChanges {
  readonly changes: DeltaChange[];
  readonly listing: Listing;
}

/**
 * What changed in a state, as changes of its representation. Costs what changed; only a new run list, new jobs, or
 * another set of rejected jobs costs as much as there are jobs. `last` knows how the last checkpoint listed them; without
 * it all of them are told.
 */
export function recordChanges(
  changes: readonly SessionChange[],
  state: SessionState,
  context: ResultContext,
  last: LastCheckpoint | undefined,
): RecordedChanges {
  const recorder = new ChangeRecorder(state, context, last);
  recorder.expect(changes);
  for (const change of changes) recorder.add(change);
  return recorder.finish();
}

const NO_RESULTS: readonly JobResult[] = [];

class ChangeRecorder {
  private readonly state: SessionState;
  private readonly context: ResultContext;
  private readonly before: Listing | undefined;
  private readonly unlike: UnlikeState | undefined;
  private readonly recorded: DeltaChange[] = [];
  // Made when they are needed: most changes are one more result of one job.
  private added: Set<JobId> | undefined;
  private firstResults: Set<JobId> | undefined;
  /** By job: from where in its history the next result of these changes is looked for; of a single one at the end. */
  private searchFrom: Map<JobId, number> | undefined;
  private metadata: Partial<SessionMetadataFields> | undefined;
  private listsJobsAnew = false;
  private haveJobsMoved = false;

  constructor(state: SessionState, context: ResultContext, last: LastCheckpoint | undefined) {
    this.state = state;
    this.context = context;
    this.before = last?.listing;
    this.unlike = last?.unlike;
    const { desired, mandatory, replayed = [] } = last?.unlike ?? {};
    if (desired !== undefined) this.recorded.push({ kind: 'desired', ids: desired });
    if (mandatory !== undefined) this.recorded.push({ kind: 'mandatory', ids: mandatory });
    for (const results of replayed) this.addReplayed(results);
  }

  /** The results of these changes are the last ones of each job: the same one may come twice, and stand there before. */
  expect(changes: readonly SessionChange[]): void {
    if (changes.length === 1) return;
    const searchFrom = new Map<JobId, number>();
    for (const change of changes) {
      if (change.kind !== 'resultChanged' || !change.appended) continue;
      const { jobId } = change;
      const from = searchFrom.get(jobId) ?? this.state.jobs.get(jobId)?.resultHistory.length;
      searchFrom.set(jobId, Math.max(0, (from ?? 0) - 1));
    }
    this.searchFrom = searchFrom;
  }

  add(change: SessionChange): void {
    switch (change.kind) {
      case 'resultChanged':
        if (change.appended) this.addResult(change);
        break;
      case 'metadataChanged':
        this.metadata = { ...this.metadata, ...change.fields };
        break;
      case 'desiredChanged':
        this.recorded.push({ kind: 'desired', ids: unique(change.ids) });
        break;
      case 'mandatoryChanged':
        this.recorded.push({ kind: 'mandatory', ids: unique(change.ids) });
        break;
      case 'runListChanged':
        this.listsJobsAnew = true;
        break;
      case 'jobsAdded':
        this.added ??= new Set();
        for (const id of change.ids) this.added.add(id);
        this.haveJobsMoved = true;
        break;
      case 'jobsRemoved':
        this.recorded.push({ kind: 'removed', ids: change.ids });
        this.haveJobsMoved = true;
        // Whatever a job of that id has now came after this.
        for (const id of change.ids) this.searchFrom?.set(id, 0);
        break;
      case 'systemInformationChanged':
        this.recorded.push({
          kind: 'system',
          values: encodeSystemInformation(change.systemInformation),
        });
        break;
    }
  }

  finish(): RecordedChanges {
    if (this.haveJobsMoved) this.recordRejected();
    if (this.metadata !== undefined) this.recordMetadata(this.metadata);
    const listing = this.recordListing();
    return { changes: this.recorded, listing };
  }

  private recordMetadata(metadata: Partial<SessionMetadataFields>): void {
    const { flags, rejectedJobs } = metadata;
    if (flags !== undefined || rejectedJobs !== undefined) this.listsJobsAnew = true;
    const values = encodeMetadata(metadata);
    if (rejectedJobs !== undefined) values.set('rejected_jobs', knownRejectedJobs(this.state));
    if (values.size > 0) this.recorded.push({ kind: 'metadata', values });
  }

  /** Jobs that came or went are told among the rejected ones, or no longer. */
  private recordRejected(): void {
    const { rejectedJobs } = this.state.metadata;
    if (rejectedJobs.length > 0) this.metadata = { ...this.metadata, rejectedJobs };
  }

  private addResult({
    jobId,
    job,
    result,
  }: Extract<SessionChange, { kind: 'resultChanged' }>): void {
    const history = this.state.jobs.get(jobId)?.resultHistory ?? NO_RESULTS;
    const from = this.searchFrom === undefined ? history.length - 1 : this.searchFrom.get(jobId);
    const attempt = history.indexOf(result, from);
    // The job was removed since; what comes of that is recorded in its turn.
    if (attempt < 0) return;
    this.searchFrom?.set(jobId, attempt + 1);
    if (attempt === 0) {
      this.firstResults ??= new Set();
      this.firstResults.add(jobId);
    }
    this.recordResult(job, result, attempt === 0 ? undefined : history[attempt - 1]);
  }

  private addReplayed({ job, results, before }: ReplayedResults): void {
    let last = before;
    for (const result of results) {
      this.recordResult(job, result, last);
      last = result;
    }
  }

  private recordResult(job: JobDefinition, result: JobResult, before: JobResult | undefined): void {
    const { id, checksum } = job;
    const encoded = encodeResult(result, this.context);
    this.recorded.push(
      before === undefined
        ? { kind: 'result', id, checksum, result: encoded }
        : { kind: 'result', id, checksum, result: encoded, before: before.outcome },
    );
  }

  /** Tells which jobs a checkpoint now lists and the last one didn't, and the reverse. */
  private recordListing(): Listing {
    const { state, before, unlike } = this;
    const isAsBefore = before !== undefined && !this.listsJobsAnew && this.added === undefined;
    if (isAsBefore && unlike === undefined && this.firstResults === undefined) return before;
    const now = isAsBefore ? before : new Listing(state);
    const listed = new Map<string, string>();
    const unlisted: JobId[] = [];
    for (const id of this.listedAnew(before, now)) {
      const job = state.jobs.get(id);
      // Rejected, but no job here; or removed, which is recorded already.
      if (job === undefined) continue;
      const hasResults = job.resultHistory.length > 0;
      const wasListed = this.wasListed(id, hasResults && !this.firstResults?.has(id));
      if (now.has(id, hasResults)) {
        if (!wasListed) listed.set(id, job.job.checksum);
      } else if (wasListed || before === undefined) unlisted.push(id);
    }
    this.replaceChecksums(listed, unlisted);
    if (unlisted.length > 0) this.recorded.push({ kind: 'unlisted', ids: unlisted });
    if (before === undefined) this.recorded.push({ kind: 'listed', values: listed, all: true });
    else if (listed.size > 0) this.recorded.push({ kind: 'listed', values: listed });
    return now;
  }

  private wasListed(id: JobId, hadResults: boolean): boolean {
    const { before, unlike } = this;
    if (before === undefined || this.added?.has(id)) return false;
    return before.has(id, hadResults) !== (unlike?.misjudged.has(id) === true);
  }

  /** Lists jobs anew that are listed with the checksum of another definition: out with the one, in with the other. */
  private replaceChecksums(listed: Map<string, string>, unlisted: JobId[]): void {
    const isOut = new Set(unlisted);
    for (const id of this.unlike?.changed ?? []) {
      const job = this.state.jobs.get(id)?.job;
      if (job === undefined || this.added?.has(id) || isOut.has(id)) continue;
      unlisted.push(id);
      listed.set(id, job.checksum);
    }
  }

  private listedAnew(before: Listing | undefined, now: Listing): Set<JobId> {
    const { jobs } = this.state;
    if (before === undefined) return new Set(jobs.keys());
    const ids = new Set<JobId>(this.added);
    if (now !== before) for (const id of now.differences(before, jobs.keys())) ids.add(id);
    for (const id of this.firstResults ?? []) ids.add(id);
    for (const id of this.unlike?.misjudged ?? []) ids.add(id);
    return ids;
  }
}

function unique(ids: readonly JobId[]): readonly JobId[] {
  return [...new Set(ids)];
}
