import { CodecError, CorruptedSessionError } from '../errors.js';
import type { Envelope } from './envelope.js';

/**
 * Checks an envelope of one's own, and sees to it that whatever goes wrong while unwrapping ends in an error of this
 * package. Give it to `createCodec`, or to a registry to read it only.
 */
export function defineEnvelope(envelope: Envelope): Envelope {
  if (envelope.id === '') throw new CodecError('BAD_DEFINITION', 'an envelope needs an id');
  const { unwrapSync } = envelope;
  return {
    ...envelope,
    matches: (bytes) => envelope.matches(bytes),
    wrap: (bytes, context) => envelope.wrap(bytes, context),
    unwrap: async (bytes, context) => {
      try {
        return await envelope.unwrap(bytes, context);
      } catch (error) {
        throw asCodecError(envelope.id, error);
      }
    },
    ...(unwrapSync && {
      unwrapSync: (bytes, context) => {
        try {
          return unwrapSync.call(envelope, bytes, context);
        } catch (error) {
          throw asCodecError(envelope.id, error);
        }
      },
    }),
  };
}

function asCodecError(id: string, error: unknown): CodecError {
  if (error instanceof CodecError) return error;
  return new CorruptedSessionError(`Cannot open the envelope ${id} of the session`, {
    cause: error,
  });
}
