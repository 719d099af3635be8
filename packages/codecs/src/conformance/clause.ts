import type { Kit } from './kit.js';

/** One thing that every codec must do, or every codec that has what the clause is about. */
export interface Clause {
  /** Stable: subject and point. */
  readonly id: string;
  /** The clause itself, as a sentence. */
  readonly says: string;
  /** Whether it concerns the codec. Absent: it concerns every codec. */
  readonly concerns?: (kit: Kit) => boolean;
  readonly check: (kit: Kit) => Promise<void>;
}
