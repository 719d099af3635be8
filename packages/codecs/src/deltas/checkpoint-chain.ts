import type { SessionState } from '@plainbox/state';
import type { Listing } from '../representation/listing.js';
import type { JsonMap } from '../representation/session-representation.js';

/** What a checkpoint said of what no change tells. */
export interface LastCheckpoint {
  readonly listing: Listing;
  readonly sections: JsonMap;
}

/**
 * Checkpoints of which each delta goes on from the one before it, whichever session they are of.
 *
 * A codec has one of its own. Give another in the context wherever the same codec also writes bytes that are no
 * checkpoint, such as a copy for somebody: a delta would else tell what changed since the copy.
 */
export class CheckpointChain {
  private readonly last = new WeakMap<SessionState, LastCheckpoint>();

  /** @internal */
  lastOf(state: SessionState): LastCheckpoint | undefined {
    return this.last.get(state);
  }

  /** @internal */
  goOn(state: SessionState, checkpoint: LastCheckpoint): void {
    this.last.set(state, checkpoint);
  }
}
