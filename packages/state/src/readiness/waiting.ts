import type { Outcome } from '../results/outcome.js';
import type { NeedKind } from '../run-list/need-kind.js';
import type { InhibitorCause } from './inhibitor.js';

/** How a job waits for another: as it needs it, or for its failure. */
export type WaitingKind = NeedKind | 'salvages';

/** What keeps a job waiting, given the outcome of the one it waits for; nothing if it need not wait. */
export function causeOfWaiting(kind: WaitingKind, outcome: Outcome): InhibitorCause | undefined {
  switch (kind) {
    case 'depends':
      if (outcome === 'pass') return undefined;
      return outcome === null ? 'PENDING_DEP' : 'FAILED_DEP';
    case 'after':
      return outcome === null ? 'PENDING_DEP' : undefined;
    case 'salvages':
      return outcome === 'fail' ? undefined : 'NOT_FAILED_DEP';
    case 'resource':
      // Judged by the records that the job gave: requirement-inhibitors.ts.
      return undefined;
  }
}
