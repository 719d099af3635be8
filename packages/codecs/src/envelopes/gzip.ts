import type { Compression } from '../platform/platform.js';
import type { Envelope, EnvelopeContext } from './envelope.js';
import { appendSummary, findSummary, SUMMARY_TAIL } from './gzip-summary.js';
import { unpackingWith } from './unpacking.js';

/** Settings of the gzip envelope. */
export interface GzipOptions {
  /** From 1, which takes a third of the time, to 9, the default, which is what plainbox writes. */
  readonly level?: number;
}

const SMALLEST = 9;
// Bytes 4 to 9 of the header: no time, best compression, unknown system. What zlib puts there differs by platform.
const FIXED_HEADER: readonly number[] = [0, 0, 0, 0, 0x02, 0xff];

/** What `gzipEnvelope` of either entry is made of. */
export function makeGzipEnvelope(
  gzip: Compression,
  { level = SMALLEST }: GzipOptions = {},
): Envelope {
  return {
    id: 'gzip',
    matches: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
    wrap: async (bytes, context) => finish(await gzip.compress(bytes, level), context),
    wrapSync: (bytes, context) => finish(gzip.compressSync(bytes, level), context),
    findSummary,
    summaryTail: SUMMARY_TAIL,
    ...unpackingWith(gzip),
  };
}

function finish(packed: Uint8Array, { summary }: EnvelopeContext): Uint8Array {
  packed.set(FIXED_HEADER, 4);
  return summary === undefined ? packed : appendSummary(packed, summary);
}
