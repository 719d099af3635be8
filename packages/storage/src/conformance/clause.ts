import type { Capabilities } from '../driver.js';
import type { Kit } from './kit.js';
import type { ConformanceOptions } from './options.js';

/** One thing that every driver must do, or every driver that declares a capability. */
export interface Clause {
  /** Stable: subject and point. */
  readonly id: string;
  /** The clause itself, as a sentence. */
  readonly says: string;
  /** Whether it concerns a store with these capabilities and these hooks. Absent: it concerns every store. */
  readonly concerns?: (supports: Capabilities, options: ConformanceOptions) => boolean;
  readonly check: (kit: Kit) => Promise<void>;
}
