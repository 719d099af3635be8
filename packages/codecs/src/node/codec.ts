import { type CodecOptions, makeCodec } from '../create-codec.js';
import { type EncryptionOptions, makeEncryptedEnvelope } from '../envelopes/encrypted.js';
import type { Envelope } from '../envelopes/envelope.js';
import { type GzipOptions, makeGzipEnvelope } from '../envelopes/gzip.js';
import { makeZstdEnvelope, type ZstdOptions } from '../envelopes/zstd.js';
import { PLAINBOX_FORMATS } from '../formats/plainbox-formats.js';
import { nodePlatform } from '../platform/node/node-platform.js';
import { CodecRegistry } from '../registry.js';
import type { SessionCodec } from '../session-codec.js';

/** gzip as plainbox writes it, with bytes that depend on the session alone. */
export function gzipEnvelope(options?: GzipOptions): Envelope {
  return makeGzipEnvelope(nodePlatform.gzip, options);
}

/** Zstandard: smaller and quicker than gzip, but needs Node 22.15, and plainbox (Python) can't read it. */
export function zstdEnvelope(options?: ZstdOptions): Envelope {
  return makeZstdEnvelope(nodePlatform.zstd, options);
}

/**
 * AES-256-GCM, bound to the id of the session. Put it outermost: `envelope: [gzipEnvelope(), encryptedEnvelope(…)]`.
 * A codec that writes it reads nothing that lacks it.
 */
export function encryptedEnvelope(options: EncryptionOptions): Envelope {
  return makeEncryptedEnvelope(nodePlatform.aes, options);
}

const gzip = gzipEnvelope();

/** All that this package reads without being given anything: the plainbox formats, JSON, and envelopes that need no key. */
export const plainboxRegistry: CodecRegistry = new CodecRegistry({
  formats: PLAINBOX_FORMATS,
  envelopes: [gzip, zstdEnvelope()],
});

/** A codec for sessions: plainbox 11 in gzip, unless told otherwise. */
export function createCodec(options: CodecOptions = {}): SessionCodec {
  return makeCodec(options, { registry: plainboxRegistry, envelope: gzip });
}
