import type { SessionState } from '@plainbox/state';
import type { SessionCodec } from '../session-codec.js';

/** What the suite needs to know about a codec. */
export interface ConformanceOptions {
  /** The test function of any runner (`node:test`, vitest, jest, …). */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /** The codec with the formats, sections, classes of results and envelopes that are held to the clauses. */
  readonly codec: SessionCodec;
  /** Makes sessions that the codec has to keep, by names; a new one at each call. The suite adds some of its own. */
  readonly states?: Readonly<Record<string, () => SessionState>> | undefined;
  /** What must survive beside what plainbox knows, as JSON; undefined where there is nothing. */
  readonly project?: ((state: SessionState) => unknown) | undefined;
  /** Changes what `project` tells, of any session: with it, deltas are held to carry data of an application too. */
  readonly change?: ((state: SessionState) => void) | undefined;
  /** A folder of sessions of every version that was ever written: see {@link recordGolden}. */
  readonly golden?: URL | string | undefined;
}
