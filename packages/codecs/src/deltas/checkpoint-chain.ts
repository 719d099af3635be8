import type { JobDefinition, JobId, JobResult, SessionState } from '@plainbox/state';
import type { Listing } from '../representation/listing.js';
import type { JsonMap } from '../representation/session-representation.js';

/** What a checkpoint said of what no change tells. */
export interface LastCheckpoint {
  readonly listing: Listing;
  readonly sections: JsonMap;
  /** Where the checkpoint says something else than the state that was restored from it. */
  readonly unlike?: UnlikeState | undefined;
}

/** How a checkpoint differs from what would be written of the state that was restored from it. */
export interface UnlikeState {
  /** Jobs that it lists and the listing doesn't, or the other way round. */
  readonly misjudged: ReadonlySet<JobId>;
  /** Jobs that it lists with the checksum of another definition. */
  readonly changed: readonly JobId[];
  /** Results that the restored state has twice, and the checkpoint once. */
  readonly replayed: readonly ReplayedResults[];
  /** The desired jobs, if the checkpoint names others. */
  readonly desired: readonly JobId[] | undefined;
  /** The mandatory jobs, if the checkpoint names others. */
  readonly mandatory: readonly JobId[] | undefined;
}

/** Results that were replayed once more, as those of rejected jobs are. */
export interface ReplayedResults {
  readonly job: JobDefinition;
  readonly results: readonly JobResult[];
  /** The one before them. */
  readonly before: JobResult | undefined;
}

/**
 * Checkpoints of which each delta goes on from the one before it, whichever session they are of.
 *
 * A codec has one of its own. Give another in the context wherever the same codec also writes bytes that are no
 * checkpoint, such as a copy for somebody: a delta would else tell what changed since the copy.
 */
export class CheckpointChain {
  private readonly last = new WeakMap<SessionState, LastCheckpoint>();
  private readonly broken = new WeakSet<SessionState>();

  /**
   * Whether a delta can go on from the last checkpoint of a state. After a resume it can't where the state is not what
   * the bytes hold: jobs were set aside or came back, names of logs were changed, or results were passed over that say
   * what the one before says.
   */
  goesOn(state: SessionState): boolean {
    return this.last.has(state) && !this.broken.has(state);
  }

  /** @internal */
  breakOff(state: SessionState): void {
    this.last.delete(state);
    this.broken.add(state);
  }

  /** @internal */
  isBrokenOff(state: SessionState): boolean {
    return this.broken.has(state);
  }

  /** @internal */
  lastOf(state: SessionState): LastCheckpoint | undefined {
    return this.last.get(state);
  }

  /** @internal */
  goOn(state: SessionState, checkpoint: LastCheckpoint): void {
    this.last.set(state, checkpoint);
    this.broken.delete(state);
  }

  /**
   * Goes on from a checkpoint that isn't written yet, and gives the way back for the case that it never is. What went on
   * from it meanwhile can't come back.
   *
   * @internal
   */
  goOnTrial(state: SessionState, checkpoint: LastCheckpoint): () => void {
    const before = this.last.get(state);
    const wasBroken = this.broken.has(state);
    this.goOn(state, checkpoint);
    return () => {
      if (this.last.get(state) !== checkpoint || wasBroken) this.breakOff(state);
      else if (before !== undefined) this.last.set(state, before);
      else this.last.delete(state);
    };
  }
}
