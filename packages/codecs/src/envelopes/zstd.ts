import { CodecError } from '../errors.js';
import type { Compression } from '../platform/platform.js';
import type { Envelope } from './envelope.js';
import { unpackingWith } from './unpacking.js';
import { isOneFrame, startsFrame } from './zstd-frame.js';

/** Settings of the zstd envelope. */
export interface ZstdOptions {
  /** From 1 to 22; 3 unless given. */
  readonly level?: number;
}

const DEFAULT_LEVEL = 3;

/** What `zstdEnvelope` of either entry is made of. Where the platform has no zstd, its bytes are known, but refused. */
export function makeZstdEnvelope(
  zstd: Compression | undefined,
  { level = DEFAULT_LEVEL }: ZstdOptions = {},
): Envelope {
  if (zstd === undefined) {
    return {
      id: 'zstd',
      matches: startsFrame,
      wrap: async () => refuse(),
      unwrap: async () => refuse(),
      wrapSync: refuse,
      unwrapSync: refuse,
    };
  }
  return {
    id: 'zstd',
    matches: startsFrame,
    wrap: (bytes) => zstd.compress(bytes, level),
    wrapSync: (bytes) => zstd.compressSync(bytes, level),
    ...unpackingWith({
      ...zstd,
      decompress: async (bytes, maxLength) => zstd.decompress(oneFrame(bytes), maxLength),
      decompressSync: (bytes, maxLength) => zstd.decompressSync(oneFrame(bytes), maxLength),
    }),
  };
}

/** The bytes, if they are one whole frame and nothing else. */
function oneFrame(bytes: Uint8Array): Uint8Array {
  if (isOneFrame(bytes)) return bytes;
  throw new Error('the bytes are not one whole zstd frame');
}

function refuse(): never {
  throw new CodecError(
    'ENVELOPE_UNAVAILABLE',
    'This platform has no zstd: use Node 22.15 or newer, or the gzip envelope',
  );
}
