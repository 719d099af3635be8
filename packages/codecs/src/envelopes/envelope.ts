import type { ReadLimits } from '../limits.js';

/** What an envelope may bind to, and how much it may unpack. */
export interface EnvelopeContext {
  /** The session the bytes belong to; an envelope that authenticates refuses bytes of another. */
  readonly sessionId: string | undefined;
  /** Whether the bytes are a whole session or what changed since. */
  readonly kind: 'snapshot' | 'delta';
  readonly limits: ReadLimits;
}

/**
 * Bytes ⇄ bytes around an encoded session: compression, encryption.
 *
 * `unwrap` must undo `wrap`, and must fail on everything that `wrap` didn't give: bytes that it can't open are an error,
 * never an empty session.
 */
export interface Envelope {
  readonly id: string;
  /** Whether the first bytes are of this envelope. Envelopes are found by this, not by a setting. */
  matches(bytes: Uint8Array): boolean;
  wrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array>;
  unwrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array>;
  /** The synchronous twins, for exit paths; leave them out where there is no way. */
  wrapSync?(bytes: Uint8Array, context: EnvelopeContext): Uint8Array;
  unwrapSync?(bytes: Uint8Array, context: EnvelopeContext): Uint8Array;
  /** Whether bytes that lack this envelope are refused, deltas included, once a codec is set to write it. */
  readonly required?: boolean;
}
