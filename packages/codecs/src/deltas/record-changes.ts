import type { JobId, SessionChange, SessionMetadataFields, SessionState } from '@plainbox/state';
import { Listing } from '../representation/listing.js';
import { encodeMetadata } from '../representation/metadata-json.js';
import { encodeResult, type ResultContext } from '../representation/result-json.js';
import { encodeSystemInformation } from '../representation/system-information-json.js';
import type { DeltaChange } from './delta-json.js';

/** Changes of a representation, and how the session is listed after them. */
export interface RecordedChanges {
  readonly changes: DeltaChange[];
  readonly listing: Listing;
}

/**
 * What changed in a state, as changes of its representation. Costs what changed; only a new run list, new jobs, or
 * another set of rejected jobs costs as much as there are jobs. `before` is how the last checkpoint
 * listed them; without it all of them are told.
 */
export function recordChanges(
  changes: readonly SessionChange[],
  state: SessionState,
  context: ResultContext,
  before: Listing | undefined,
): RecordedChanges {
  const recorder = new ChangeRecorder(state, context, before);
  for (const change of changes) recorder.add(change);
  return recorder.finish();
}

class ChangeRecorder {
  private readonly state: SessionState;
  private readonly context: ResultContext;
  private readonly before: Listing | undefined;
  private readonly recorded: DeltaChange[] = [];
  private readonly added = new Set<JobId>();
  private readonly firstResults = new Set<JobId>();
  private metadata: Partial<SessionMetadataFields> | undefined;
  private listsJobsAnew = false;

  constructor(state: SessionState, context: ResultContext, before: Listing | undefined) {
    this.state = state;
    this.context = context;
    this.before = before;
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
        for (const id of change.ids) this.added.add(id);
        break;
      case 'jobsRemoved':
        this.recorded.push({ kind: 'removed', ids: change.ids });
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
    if (this.metadata !== undefined) this.recordMetadata(this.metadata);
    const listing = this.recordListing();
    return { changes: this.recorded, listing };
  }

  private recordMetadata(metadata: Partial<SessionMetadataFields>): void {
    const { flags, rejectedJobs } = metadata;
    if (flags !== undefined || rejectedJobs !== undefined) this.listsJobsAnew = true;
    const values = encodeMetadata(metadata);
    if (values.size > 0) this.recorded.push({ kind: 'metadata', values });
  }

  private addResult({
    jobId,
    job,
    result,
  }: Extract<SessionChange, { kind: 'resultChanged' }>): void {
    const history = this.state.jobs.get(jobId)?.resultHistory ?? [];
    const attempt = history.lastIndexOf(result);
    // The job was removed since; what comes of that is recorded in its turn.
    if (attempt < 0) return;
    if (attempt === 0) this.firstResults.add(jobId);
    this.recorded.push({
      kind: 'result',
      id: jobId,
      checksum: job.checksum,
      result: encodeResult(result, this.context),
      ...(attempt === 0 ? {} : { before: history[attempt - 1]?.outcome ?? null }),
    });
  }

  /** Tells which jobs a checkpoint now lists and the last one didn't, and the reverse. */
  private recordListing(): Listing {
    const { state, before } = this;
    const isAsBefore = before !== undefined && !this.listsJobsAnew && this.added.size === 0;
    if (isAsBefore && this.firstResults.size === 0) return before;
    const now = isAsBefore ? before : new Listing(state);
    const listed = new Map<string, string>();
    const unlisted: JobId[] = [];
    for (const id of this.listedAnew(before, now)) {
      const job = state.jobs.get(id);
      // Rejected, but no job here; or removed, which is recorded already.
      if (job === undefined) continue;
      const hasResults = job.resultHistory.length > 0;
      const hadResults = hasResults && !this.firstResults.has(id);
      const wasListed = before?.has(id, hadResults) === true && !this.added.has(id);
      if (now.has(id, hasResults)) {
        if (!wasListed) listed.set(id, job.job.checksum);
      } else if (wasListed || before === undefined) unlisted.push(id);
    }
    if (listed.size > 0) this.recorded.push({ kind: 'listed', values: listed });
    if (unlisted.length > 0) this.recorded.push({ kind: 'unlisted', ids: unlisted });
    return now;
  }

  private listedAnew(before: Listing | undefined, now: Listing): Set<JobId> {
    const all = this.state.jobs.keys();
    if (before === undefined) return new Set(all);
    const ids = new Set<JobId>(this.added);
    if (now !== before) for (const id of now.differences(before, all)) ids.add(id);
    for (const id of this.firstResults) ids.add(id);
    return ids;
  }
}

function unique(ids: readonly JobId[]): readonly JobId[] {
  return [...new Set(ids)];
}
