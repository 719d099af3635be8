import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { nodeModule } from './runtime.js';

const { hash: nativeHash } = nodeModule('crypto');

/** SHA-256 of a text as UTF-8, in lower-case hex: by native code where the runtime has it, which takes a fifth of the time. */
export function sha256Hex(text: string): string {
  return nativeHash ? nativeHash('sha256', text, 'hex') : portableSha256Hex(text);
}

/** The same, wherever JavaScript runs. */
export function portableSha256Hex(text: string): string {
  return hexText(sha256(utf8ToBytes(text)));
}

const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Made in one go rather than added up: text that was added up takes ten times its size, and there is one for each job. */
function hexText(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (const byte of bytes) codes.push(DIGITS[byte >> 4] as number, DIGITS[byte & 15] as number);
  return String.fromCharCode(...codes);
}
