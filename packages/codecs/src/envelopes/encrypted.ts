import { CodecError, SessionResumeError } from '../errors.js';
import type { Sealing, SealParts } from '../platform/platform.js';
import {
  type EncryptedHeader,
  freshHeader,
  readHeader,
  startsEncrypted,
} from './encrypted-header.js';
import type { Envelope, EnvelopeContext } from './envelope.js';
import { KeyRing, type KeySource } from './key-ring.js';

/** Settings of the encrypting envelope. */
export interface EncryptionOptions {
  /** Name of the key that is written with. It stands readable in the bytes; at most 255 bytes. */
  readonly keyId: string;
  /** Gives the 32 bytes of the key of a name, or undefined if there is none. Called once a name; the bytes are copied. */
  readonly key: KeySource;
}

const MAX_NAME_LENGTH = 255;

/** What `encryptedEnvelope` of either entry is made of. */
export function makeEncryptedEnvelope(aes: Sealing, { keyId, key }: EncryptionOptions): Envelope {
  if (new TextEncoder().encode(keyId).length > MAX_NAME_LENGTH) {
    throw new CodecError(
      'BAD_DEFINITION',
      `The name of a key has at most ${MAX_NAME_LENGTH} bytes`,
    );
  }
  const keys = new KeyRing(key);
  const { sealSync, openSync } = aes;
  return {
    id: 'encrypted',
    required: true,
    matches: startsEncrypted,
    wrap: async (bytes, context) => {
      const header = freshHeader(keyId);
      const parts = sealParts(header, await keys.get(keyId), context);
      return behind(header, await aes.seal(bytes, parts));
    },
    unwrap: async (bytes, context) => {
      const header = readHeader(bytes);
      const parts = sealParts(header, await keys.get(header.keyId), context);
      return aes.open(sealedBytes(bytes, header), parts).catch(refuse);
    },
    ...(sealSync && {
      wrapSync: (bytes, context) => {
        const header = freshHeader(keyId);
        return behind(header, sealSync(bytes, sealParts(header, keys.getSync(keyId), context)));
      },
    }),
    ...(openSync && {
      unwrapSync: (bytes, context) => {
        const header = readHeader(bytes);
        const parts = sealParts(header, keys.getSync(header.keyId), context);
        try {
          return openSync(sealedBytes(bytes, header), parts);
        } catch (error) {
          return refuse(error);
        }
      },
    }),
  };
}

/** Binds the bytes to their header, their session, and to being a snapshot or a delta: none can stand for another. */
function sealParts(
  { nonce, bytes }: EncryptedHeader,
  key: Uint8Array,
  { sessionId, kind }: EnvelopeContext,
): SealParts {
  if (sessionId === undefined) {
    throw new CodecError(
      'ENVELOPE_REFUSED',
      'An encrypted session is bound to its id: give the sessionId in the context',
    );
  }
  return { key, nonce, bound: joined(bytes, new TextEncoder().encode(`${kind}:${sessionId}`)) };
}

function sealedBytes(bytes: Uint8Array, header: EncryptedHeader): Uint8Array {
  return bytes.subarray(header.bytes.length);
}

function behind(header: EncryptedHeader, sealed: Uint8Array): Uint8Array {
  return joined(header.bytes, sealed);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function refuse(cause: unknown): never {
  throw new SessionResumeError(
    'ENVELOPE_REFUSED',
    'The encrypted session was changed, belongs to another session, or was written with another key of this name',
    { cause },
  );
}
