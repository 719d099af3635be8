// What bytes of any origin may end in: a session that can be written and read again, or an error of the package.
import type { SessionState } from '@plainbox/state';
import { CodecError, type ReadLimits } from '../../src/index.js';
import type { SessionCodec } from '../../src/session-codec.js';
import type { GoldenCase } from '../golden-sessions.js';

export type Known = Pick<GoldenCase, 'units' | 'context'>;

/** The session that the bytes hold, or the error that refuses them. Any other error goes through, and fails the test. */
export function judge(
  codec: SessionCodec,
  snapshot: Uint8Array,
  { units, context }: Known,
  deltas: readonly Uint8Array[] = [],
): SessionState | CodecError {
  try {
    return codec.resumeSync({ snapshot, deltas }, units, context);
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

/** The same, and a session must come through being written and read once more. */
export function judgeTwice(
  codec: SessionCodec,
  snapshot: Uint8Array,
  known: Known,
): 'session' | 'error' {
  const state = judge(codec, snapshot, known);
  if (state instanceof CodecError) return 'error';
  const again = codec.suspendSync(state, known.context);
  const resumed = judge(codec, again, known);
  if (resumed instanceof CodecError)
    throw new Error('what was written is refused', { cause: resumed });
  return 'session';
}

/** Nothing known here, and these limits. */
export function withLimits(limits: Partial<ReadLimits>): Known {
  return { units: [], context: { limits } };
}
