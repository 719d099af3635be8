import type { Envelope } from './envelopes/envelope.js';
import { formatV11 } from './formats/plainbox-formats.js';
import type { SessionFormat } from './formats/session-format.js';
import type { CodecRegistry } from './registry.js';
import { SessionCodec } from './session-codec.js';

/** What a codec writes. Reading takes no settings but the registry: bytes say what they are. */
export interface CodecOptions {
  /** The newest plainbox format unless given. */
  readonly format?: SessionFormat | undefined;
  /** What is put around the bytes, innermost first; gzip unless given, nothing for `[]`. */
  readonly envelope?: Envelope | readonly Envelope[] | undefined;
  /** What can be read beside the above; all that the package has, unless given. */
  readonly registry?: CodecRegistry | undefined;
}

/** What both entries make their `createCodec` of, each with its own envelopes. */
export function makeCodec(
  { format = formatV11, envelope, registry }: CodecOptions,
  defaults: { readonly registry: CodecRegistry; readonly envelope: Envelope },
): SessionCodec {
  const envelopes = [envelope ?? defaults.envelope].flat();
  const readable = (registry ?? defaults.registry).with({ formats: [format], envelopes });
  return new SessionCodec({ format, envelopes, registry: readable });
}
