import type { JobDefinition, JobId, SessionState } from '@plainbox/state';

/**
 * Which jobs of a session a checkpoint lists: those with results, on the run list, or rejected, and all of them while
 * the session is being set up.
 */
export class Listing {
  private readonly runList: readonly JobDefinition[];
  private readonly rejected: ReadonlySet<JobId>;
  private readonly everyJob: boolean;
  private runListIds: ReadonlySet<JobId> | undefined;

  constructor({ runList, metadata }: SessionState) {
    this.runList = runList;
    this.rejected = new Set(metadata.rejectedJobs);
    this.everyJob = metadata.settingUp;
  }

  has(id: JobId, hasResults: boolean): boolean {
    return hasResults || this.everyJob || this.isToRun(id) || this.rejected.has(id);
  }

  isToRun(id: JobId): boolean {
    this.runListIds ??= new Set(this.runList.map((job) => job.id));
    return this.runListIds.has(id);
  }

  /** The jobs that may be listed by the one and not by the other. */
  *differences(other: Listing, all: Iterable<JobId>): Iterable<JobId> {
    if (this.everyJob !== other.everyJob) {
      yield* all;
      return;
    }
    if (this.runList !== other.runList) {
      for (const { id } of this.runList) if (!other.isToRun(id)) yield id;
      for (const { id } of other.runList) if (!this.isToRun(id)) yield id;
    }
    for (const id of this.rejected) if (!other.rejected.has(id)) yield id;
    for (const id of other.rejected) if (!this.rejected.has(id)) yield id;
  }
}
