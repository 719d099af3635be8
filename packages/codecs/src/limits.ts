import { CorruptedSessionError } from './errors.js';

/**
 * How much a session that is read may cost before it is refused. Each is checked before the memory is spent.
 */
export interface ReadLimits {
  /** Bytes as stored, those of the deltas included. */
  readonly maxBytes: number;
  /** Bytes of text after every envelope is opened. What a decompression bomb runs into. */
  readonly maxTextBytes: number;
  /** Arrays and objects within each other; 1000 at most, whatever is given, since they are walked on the stack. */
  readonly maxDepth: number;
  /** Strings, numbers, lists and objects in all. What small text that makes large data runs into. */
  readonly maxValues: number;
  /** Bytes of one string. */
  readonly maxStringBytes: number;
  /** Digits of one number; plainbox (Python) has the same bound. */
  readonly maxNumberDigits: number;
  /** Envelopes around each other. */
  readonly maxEnvelopes: number;
}

/** Safe for bytes of any origin; a session of 100 000 results takes a tenth of them. */
export const DEFAULT_LIMITS: ReadLimits = Object.freeze({
  maxBytes: 256 * 1024 * 1024,
  maxTextBytes: 384 * 1024 * 1024,
  maxDepth: 256,
  maxValues: 8_000_000,
  maxStringBytes: 64 * 1024 * 1024,
  maxNumberDigits: 4300,
  maxEnvelopes: 4,
});

const DEEPEST = 1000;

/** The given limits over the defaults. One that is undefined is not given: it isn't to be none. */
export function resolveLimits(limits: Partial<ReadLimits> | undefined): ReadLimits {
  if (limits === undefined) return DEFAULT_LIMITS;
  const given = Object.entries(limits).filter(([, maximum]) => maximum !== undefined);
  const resolved: ReadLimits = { ...DEFAULT_LIMITS, ...Object.fromEntries(given) };
  return { ...resolved, maxDepth: Math.min(resolved.maxDepth, DEEPEST) };
}

/** The error for what is beyond a limit; `what` says it as a sentence without an end. */
export function limitExceeded(
  name: keyof ReadLimits,
  maximum: number,
  what: string,
  options?: ErrorOptions,
): CorruptedSessionError {
  const message = `${what}; the limit ${name} is ${maximum}`;
  return new CorruptedSessionError(message, { ...options, limit: { name, maximum } });
}
