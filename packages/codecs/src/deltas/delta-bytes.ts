import { encodeBase64 } from '@plainbox/state';
import type { Envelope, EnvelopeContext } from '../envelopes/envelope.js';
import { EnvelopeChain } from '../envelopes/envelope-chain.js';
import type { KnownShapes } from '../json/known-shapes.js';
import { type CountedJson, readCountedJson } from '../json/reader.js';
import { writeJsonBytes } from '../json/writer.js';
import { limitExceeded } from '../limits.js';
import type { BudgetedContext } from '../read-budget.js';
import type { CodecRegistry } from '../registry.js';
import { decodeBase64Field } from '../representation/io-log-json.js';
import { isJsonMap } from '../representation/json-map.js';
import { type Delta, deltaFromJson, deltaToJson } from './delta-json.js';

const SEALED = 'sealed';

/**
 * Deltas as bytes: one line of compact JSON each, whatever the snapshot's encoding.
 *
 * Of the envelopes only those that are required are put around a delta, which is too small to gain from compression.
 * What they give stands as base64 in `{"sealed":…}`, so that it is still a line of JSON.
 */
export class DeltaBytes {
  private readonly chain: EnvelopeChain;
  private readonly isSealed: boolean;

  constructor(envelopes: readonly Envelope[], registry: CodecRegistry) {
    const required = envelopes.filter((envelope) => envelope.required === true);
    this.chain = new EnvelopeChain(required, registry);
    this.isSealed = required.length > 0;
  }

  write(delta: Delta, context: EnvelopeContext): Uint8Array {
    const bytes = writeJsonBytes(deltaToJson(delta));
    if (!this.isSealed) return bytes;
    const sealed = this.chain.wrapSync(bytes, context);
    return writeJsonBytes(new Map([[SEALED, encodeBase64(sealed)]]));
  }

  /**
   * A promise only of what is sealed: one for each of thousands of deltas would take a good part of the time of reading them.
   *
   * @param shapes of the deltas that were read before.
   */
  read(bytes: Uint8Array, context: BudgetedContext, shapes: KnownShapes): Delta | Promise<Delta> {
    const parsed = parse(bytes, context, shapes);
    return parsed.sealed === undefined
      ? this.plainDelta(bytes, parsed, context)
      : this.readSealed(parsed.sealed, context, shapes);
  }

  /** The twin of {@link read}. */
  readSync(bytes: Uint8Array, context: BudgetedContext, shapes: KnownShapes): Delta {
    const parsed = parse(bytes, context, shapes);
    return parsed.sealed === undefined
      ? this.plainDelta(bytes, parsed, context)
      : deltaIn(this.chain.unwrapSync(parsed.sealed, context), context, shapes);
  }

  /**
   * Refused where an envelope is required, whatever the bytes begin with: what stands in an envelope that is JSON itself
   * would be vouched for by it, and what stands beside that would be read.
   */
  private plainDelta(bytes: Uint8Array, parsed: CountedJson, context: BudgetedContext): Delta {
    this.chain.open(context).checkRequired();
    return deltaOf(bytes, parsed, context);
  }

  private async readSealed(
    sealed: Uint8Array,
    context: BudgetedContext,
    shapes: KnownShapes,
  ): Promise<Delta> {
    return deltaIn(await this.chain.unwrap(sealed, context), context, shapes);
  }
}

interface ParsedDelta extends CountedJson {
  readonly sealed: Uint8Array | undefined;
}

function parse(bytes: Uint8Array, context: EnvelopeContext, shapes: KnownShapes): ParsedDelta {
  const { json, values } = parseJson(bytes, context, shapes);
  if (!isJsonMap(json) || !json.has(SEALED)) return { json, values, sealed: undefined };
  return { json, values, sealed: decodeBase64Field(json.get(SEALED), 'a sealed delta') };
}

/** The delta that was sealed; of what it was sealed in nothing is kept. */
function deltaIn(opened: Uint8Array, context: BudgetedContext, shapes: KnownShapes): Delta {
  return deltaOf(opened, parseJson(opened, context, shapes), context);
}

/** What counts is the delta itself. */
function deltaOf(
  bytes: Uint8Array,
  { json, values }: CountedJson,
  context: BudgetedContext,
): Delta {
  context.limits.spend(bytes.length, values);
  return deltaFromJson(json);
}

function parseJson(
  bytes: Uint8Array,
  { limits }: EnvelopeContext,
  shapes: KnownShapes,
): CountedJson {
  if (bytes.length > limits.maxTextBytes) {
    throw limitExceeded('maxTextBytes', limits.maxTextBytes, 'A delta is too long');
  }
  return readCountedJson(bytes, limits, shapes);
}
