import { CorruptedSessionError } from '../errors.js';

/**
 * What stands readable before the encrypted bytes:
 *
 * | bytes | what |
 * |---|---|
 * | 4 | `PBXE` |
 * | 1 | 1: AES-256-GCM, a tag of 16 bytes behind the encrypted bytes |
 * | 1 | length of the key's name |
 * | n | name of the key, UTF-8 |
 * | 12 | nonce |
 */
export interface EncryptedHeader {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  readonly bytes: Uint8Array;
}

const MAGIC: readonly number[] = [0x50, 0x42, 0x58, 0x45];
const AES_256_GCM = 1;
const NAME_AT = 6;
const NONCE_LENGTH = 12;

/** Whether the bytes begin as an encrypted session does. */
export function startsEncrypted(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** A header for bytes that are about to be encrypted, with a nonce of its own. */
export function freshHeader(keyId: string): EncryptedHeader {
  const name = new TextEncoder().encode(keyId);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const bytes = new Uint8Array(NAME_AT + name.length + NONCE_LENGTH);
  bytes.set(MAGIC);
  bytes[4] = AES_256_GCM;
  bytes[5] = name.length;
  bytes.set(name, NAME_AT);
  bytes.set(nonce, NAME_AT + name.length);
  return { keyId, nonce, bytes };
}

/** The header of encrypted bytes. */
export function readHeader(bytes: Uint8Array): EncryptedHeader {
  const nonceAt = NAME_AT + (bytes[5] ?? 0);
  const end = nonceAt + NONCE_LENGTH;
  if (bytes.length < end || bytes[4] !== AES_256_GCM) {
    throw new CorruptedSessionError(
      'The header of the encrypted session is damaged or of a later release',
    );
  }
  return {
    keyId: new TextDecoder().decode(bytes.subarray(NAME_AT, nonceAt)),
    nonce: bytes.subarray(nonceAt, end),
    bytes: bytes.subarray(0, end),
  };
}
