import type { CheckpointChain } from '@plainbox/codecs';
import type { SessionState } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';

/** Where a state comes from: deltas can go on from there. */
export interface CheckpointBase {
  readonly storage: SessionStorage;
  /** Number of the stored snapshot, behind which the stored deltas are. */
  readonly snapshotSequence: number;
  /** The checkpoints that end with what is stored. */
  readonly chain: CheckpointChain;
}

const bases = new WeakMap<SessionState, CheckpointBase>();

/** Notes that a state is, as yet, exactly what is stored. */
export function noteBase(state: SessionState, base: CheckpointBase): void {
  bases.set(state, base);
}

/** The base of a state in a storage; only once, as the state goes on from there. */
export function takeBase(state: SessionState, storage: SessionStorage): CheckpointBase | undefined {
  const base = bases.get(state);
  bases.delete(state);
  return base?.storage === storage ? base : undefined;
}
