import type { Envelope } from './envelopes/envelope.js';
import { type Encoding, jsonEncoding } from './formats/encoding.js';
import { PLAINBOX_FORMATS } from './formats/plainbox-formats.js';
import type { SessionFormat } from './formats/session-format.js';

/** What a codec can read. */
export interface RegistryParts {
  readonly formats?: readonly SessionFormat[];
  readonly encodings?: readonly Encoding[];
  readonly envelopes?: readonly Envelope[];
}

/**
 * The formats, encodings and envelopes that a codec reads. A value: adding to it gives another one, and codecs with
 * different registries live side by side. What is added stands before what was there, and so replaces its like.
 */
export class CodecRegistry {
  readonly formats: readonly SessionFormat[];
  readonly encodings: readonly Encoding[];
  readonly envelopes: readonly Envelope[];

  constructor({ formats = [], encodings = [], envelopes = [] }: RegistryParts = {}) {
    this.formats = [...formats];
    this.encodings = [...encodings];
    this.envelopes = [...envelopes];
  }

  /** A registry of these parts and then the ones of this. */
  with({ formats = [], encodings = [], envelopes = [] }: RegistryParts): CodecRegistry {
    return new CodecRegistry({
      formats: [...formats, ...this.formats],
      encodings: [...encodings, ...this.encodings],
      envelopes: [...envelopes, ...this.envelopes],
    });
  }

  formatOf(version: string | number): SessionFormat | undefined {
    return this.formats.find((format) => format.version === version);
  }

  /** The encoding that the bytes begin like; JSON claims what no other does. */
  encodingOf(bytes: Uint8Array): Encoding {
    return this.encodings.find((encoding) => encoding.matches(bytes)) ?? jsonEncoding;
  }

  envelopeOf(bytes: Uint8Array): Envelope | undefined {
    return this.envelopes.find((envelope) => envelope.matches(bytes));
  }
}

/** The plainbox formats in JSON. */
export const PLAINBOX_PARTS: RegistryParts = {
  formats: PLAINBOX_FORMATS,
  encodings: [jsonEncoding],
};
