import type { EnvelopeContext } from './envelopes/envelope.js';
import { CorruptedSessionError } from './errors.js';
import { limitExceeded, type ReadLimits } from './limits.js';

/**
 * What is left of the limits while one checkpoint is read: the snapshot and all deltas share what they allow in text and in
 * values. Limits like any others to whoever is handed them for the next piece, and smaller after each.
 */
export class ReadBudget implements ReadLimits {
  readonly maxBytes: number;
  maxTextBytes: number;
  readonly maxDepth: number;
  maxValues: number;
  readonly maxStringBytes: number;
  readonly maxNumberDigits: number;
  readonly maxEnvelopes: number;
  readonly #whole: ReadLimits;

  constructor(whole: ReadLimits) {
    this.#whole = whole;
    this.maxBytes = whole.maxBytes;
    this.maxTextBytes = whole.maxTextBytes;
    this.maxDepth = whole.maxDepth;
    this.maxValues = whole.maxValues;
    this.maxStringBytes = whole.maxStringBytes;
    this.maxNumberDigits = whole.maxNumberDigits;
    this.maxEnvelopes = whole.maxEnvelopes;
  }

  /** What is left, for a piece that is read once more and not to be counted twice. */
  copy(): ReadBudget {
    const copy = new ReadBudget(this.#whole);
    copy.maxTextBytes = this.maxTextBytes;
    copy.maxValues = this.maxValues;
    return copy;
  }

  /** Takes a piece of text off that was read, and the values that it gave. */
  spend(textBytes: number, values: number): void {
    this.maxTextBytes -= textBytes;
    this.maxValues -= values;
  }

  /** The error that names the limit itself, where one names what was left of it. */
  asWhole(error: unknown): unknown {
    if (!(error instanceof CorruptedSessionError)) return error;
    const name = error.limit?.name;
    if (name !== 'maxTextBytes' && name !== 'maxValues') return error;
    const maximum = this.#whole[name];
    if (error.limit?.maximum === maximum) return error;
    const what = 'The session is too large together with what changed since';
    return limitExceeded(name, maximum, what, { cause: error });
  }
}

/** What reading a piece of a checkpoint takes. */
export interface BudgetedContext extends EnvelopeContext {
  readonly limits: ReadBudget;
}
