import { CodecError } from '../errors.js';
import type { Compression } from '../platform/platform.js';
import type { Envelope } from './envelope.js';
import { unpackingWith } from './unpacking.js';

/** Settings of the zstd envelope. */
export interface ZstdOptions {
  /** From 1 to 22; 3 unless given. */
  readonly level?: number;
}

const DEFAULT_LEVEL = 3;
const MAGIC: readonly number[] = [0x28, 0xb5, 0x2f, 0xfd];

/** What `zstdEnvelope` of either entry is made of. Where the platform has no zstd, its bytes are known, but refused. */
export function makeZstdEnvelope(
  zstd: Compression | undefined,
  { level = DEFAULT_LEVEL }: ZstdOptions = {},
): Envelope {
  const matches = (bytes: Uint8Array): boolean => MAGIC.every((byte, at) => bytes[at] === byte);
  if (zstd === undefined) {
    return {
      id: 'zstd',
      matches,
      wrap: async () => refuse(),
      unwrap: async () => refuse(),
      wrapSync: refuse,
      unwrapSync: refuse,
    };
  }
  return {
    id: 'zstd',
    matches,
    wrap: (bytes) => zstd.compress(bytes, level),
    wrapSync: (bytes) => zstd.compressSync(bytes, level),
    ...unpackingWith(zstd),
  };
}

function refuse(): never {
  throw new CodecError(
    'ENVELOPE_UNAVAILABLE',
    'This platform has no zstd: use Node 22.15 or newer, or the gzip envelope',
  );
}
