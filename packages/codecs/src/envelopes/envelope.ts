import type { ReadLimits } from '../limits.js';

/** What an envelope may bind to, and how much it may unpack. */
export interface EnvelopeContext {
  /** The session the bytes belong to; an envelope that authenticates refuses bytes of another. */
  readonly sessionId: string | undefined;
  /** Whether the bytes are a whole session or what changed since. */
  readonly kind: 'snapshot' | 'delta';
  readonly limits: ReadLimits;
  /** When wrapping a snapshot: a few bytes that tell what is in it, for envelopes that have a place for them. */
  readonly summary?: Uint8Array;
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
  /**
   * The summary that these bytes were wrapped with, found without unwrapping them; undefined where there is none, or it
   * isn't that of these bytes. `tail` is the end of the bytes, {@link summaryTail} of them if there are as many.
   */
  findSummary?(tail: Uint8Array): Uint8Array | undefined;
  /** How much of the end {@link findSummary} needs. */
  readonly summaryTail?: number;
  /** Whether bytes that lack this envelope are refused, deltas included, once a codec is set to write it. */
  readonly required?: boolean;
}
