import { CodecError, CorruptedSessionError } from '../errors.js';
import type { Envelope } from './envelope.js';

/**
 * Checks an envelope of one's own, and sees to it that whatever goes wrong while unwrapping ends in an error of this
 * package. Give it to `createCodec`, or to a registry to read it only.
 */
export function defineEnvelope(envelope: Envelope): Envelope {
  const { id, wrapSync, unwrapSync, findSummary, summaryTail, required } = envelope;
  if (id === '') throw new CodecError('BAD_DEFINITION', 'an envelope needs an id');
  // Each by name: what is an instance of a class has its methods elsewhere than in itself.
  return {
    id,
    matches: (bytes) => envelope.matches(bytes),
    wrap: async (bytes, context) => checked(id, 'wraps', await envelope.wrap(bytes, context)),
    unwrap: async (bytes, context) => {
      try {
        return checked(id, 'unwraps', await envelope.unwrap(bytes, context));
      } catch (error) {
        throw asCodecError(id, error);
      }
    },
    ...(wrapSync && {
      wrapSync: (bytes, context) => checked(id, 'wraps', wrapSync.call(envelope, bytes, context)),
    }),
    ...(unwrapSync && {
      unwrapSync: (bytes, context) => {
        try {
          return checked(id, 'unwraps', unwrapSync.call(envelope, bytes, context));
        } catch (error) {
          throw asCodecError(id, error);
        }
      },
    }),
    ...(findSummary && { findSummary: findSummary.bind(envelope) }),
    ...(summaryTail !== undefined && { summaryTail }),
    ...(required !== undefined && { required }),
  };
}

function checked(id: string, does: 'wraps' | 'unwraps', bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new CodecError(
    'BAD_DEFINITION',
    `The envelope ${id} ${does} to something other than bytes`,
  );
}

function asCodecError(id: string, error: unknown): CodecError {
  if (error instanceof CodecError) return error;
  return new CorruptedSessionError(`Cannot open the envelope ${id} of the session`, {
    cause: error,
  });
}
