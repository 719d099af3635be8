import { CorruptedSessionError } from '../errors.js';

/** UTF-8 as text, strictly: no replacement characters, and a byte order mark stays to be refused as JSON. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CorruptedSessionError('Cannot decode session text', { cause });
  }
}
