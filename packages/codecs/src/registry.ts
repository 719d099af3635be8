import type { Envelope } from './envelopes/envelope.js';
import { type Encoding, jsonEncoding } from './formats/encoding.js';
import type { SessionFormat } from './formats/session-format.js';

/** What a codec can read. */
export interface RegistryParts {
  readonly formats?: readonly SessionFormat[];
  readonly envelopes?: readonly Envelope[];
}

/**
 * The formats and envelopes that a codec reads. A value: adding to it gives another one, and codecs with different
 * registries live side by side. What is added stands before what was there, and so replaces its like.
 */
export class CodecRegistry {
  readonly formats: readonly SessionFormat[];
  readonly envelopes: readonly Envelope[];

  constructor({ formats = [], envelopes = [] }: RegistryParts = {}) {
    this.formats = [...formats];
    this.envelopes = [...envelopes];
  }

  /** A registry of these parts, and then the ones of this. */
  with({ formats = [], envelopes = [] }: RegistryParts): CodecRegistry {
    return new CodecRegistry({
      formats: [...formats, ...this.formats],
      envelopes: [...envelopes, ...this.envelopes],
    });
  }

  formatOf(version: string | number): SessionFormat | undefined {
    return this.formats.find((format) => format.version === version);
  }

  /** The encoding that the bytes begin like; JSON takes what no other claims. */
  encodingOf(bytes: Uint8Array): Encoding {
    for (const { encoding } of this.formats) if (encoding?.matches(bytes)) return encoding;
    return jsonEncoding;
  }

  envelopeOf(bytes: Uint8Array): Envelope | undefined {
    return this.envelopes.find((envelope) => envelope.matches(bytes));
  }
}
