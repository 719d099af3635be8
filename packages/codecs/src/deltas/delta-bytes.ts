import { type ExactJson, encodeBase64 } from '@plainbox/state';
import type { Envelope, EnvelopeContext } from '../envelopes/envelope.js';
import { EnvelopeChain } from '../envelopes/envelope-chain.js';
import type { KnownShapes } from '../json/known-shapes.js';
import { readJson } from '../json/reader.js';
import { writeJsonBytes } from '../json/writer.js';
import { limitExceeded } from '../limits.js';
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

  /** @param shapes of the deltas that were read before. */
  async read(bytes: Uint8Array, context: EnvelopeContext, shapes: KnownShapes): Promise<Delta> {
    const { json, sealed } = parse(bytes, context, shapes);
    // What isn't sealed goes the same way, to be refused where it has to be.
    const opened = await this.chain.unwrap(sealed ?? bytes, context);
    return deltaFromJson(sealed === undefined ? json : parseJson(opened, context, shapes));
  }

  /** The twin of {@link read}. */
  readSync(bytes: Uint8Array, context: EnvelopeContext, shapes: KnownShapes): Delta {
    const { json, sealed } = parse(bytes, context, shapes);
    const opened = this.chain.unwrapSync(sealed ?? bytes, context);
    return deltaFromJson(sealed === undefined ? json : parseJson(opened, context, shapes));
  }
}

interface ParsedDelta {
  readonly json: ExactJson;
  readonly sealed: Uint8Array | undefined;
}

function parse(bytes: Uint8Array, context: EnvelopeContext, shapes: KnownShapes): ParsedDelta {
  const json = parseJson(bytes, context, shapes);
  if (!isJsonMap(json) || !json.has(SEALED)) return { json, sealed: undefined };
  return { json, sealed: decodeBase64Field(json.get(SEALED), 'a sealed delta') };
}

function parseJson(bytes: Uint8Array, { limits }: EnvelopeContext, shapes: KnownShapes): ExactJson {
  if (bytes.length > limits.maxTextBytes) {
    throw limitExceeded('maxTextBytes', limits.maxTextBytes, 'A delta is too long');
  }
  return readJson(bytes, limits, shapes);
}
