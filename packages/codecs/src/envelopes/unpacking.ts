import { CorruptedSessionError } from '../errors.js';
import { limitExceeded } from '../limits.js';
import { type Compression, OutputTooLarge } from '../platform/platform.js';
import type { Envelope, EnvelopeContext } from './envelope.js';

/** The two halves of an envelope that undo a compression, within the limits. */
export function unpackingWith(
  compression: Compression,
): Required<Pick<Envelope, 'unwrap' | 'unwrapSync'>> {
  return {
    unwrap: async (bytes, context) => {
      try {
        return await compression.decompress(bytes, context.limits.maxTextBytes);
      } catch (error) {
        throw refusal(error, context);
      }
    },
    unwrapSync: (bytes, context) => {
      try {
        return compression.decompressSync(bytes, context.limits.maxTextBytes);
      } catch (error) {
        throw refusal(error, context);
      }
    },
  };
}

function refusal(cause: unknown, { limits: { maxTextBytes } }: EnvelopeContext): Error {
  return cause instanceof OutputTooLarge
    ? limitExceeded('maxTextBytes', maxTextBytes, 'The session unpacks to too much', {
        cause,
      })
    : new CorruptedSessionError('Cannot decompress session data', { cause });
}
