import type { SessionState } from '@plainbox/state';
import type { CheckpointChain, LastCheckpoint } from './checkpoint-chain.js';

/** What is being written of the states of a session: the chain goes on from it only if it gets that far. */
export class NextCheckpoints {
  readonly chain: CheckpointChain;
  private readonly ofStates: [SessionState, LastCheckpoint][] = [];

  constructor(chain: CheckpointChain) {
    this.chain = chain;
  }

  add(state: SessionState, checkpoint: LastCheckpoint): void {
    this.ofStates.push([state, checkpoint]);
  }

  /** They are written. */
  goOn(): void {
    for (const [state, checkpoint] of this.ofStates) this.chain.goOn(state, checkpoint);
  }

  /** They are about to be written; what is returned takes that back. */
  goOnTrial(): () => void {
    const ways = this.ofStates.map(([state, checkpoint]) =>
      this.chain.goOnTrial(state, checkpoint),
    );
    return () => {
      for (const goBack of ways) goBack();
    };
  }
}
