// biome-ignore-all lint/correctness/noNodejsModules: this folder is what the browser entry replaces.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Sealing, SealParts } from '../platform.js';

const TAG_LENGTH = 16;

/** AES-256-GCM by Node's crypto. */
export const nodeAes: Sealing = {
  seal: async (bytes, parts) => seal(bytes, parts),
  open: async (sealed, parts) => open(sealed, parts),
  sealSync: seal,
  openSync: open,
};

function seal(bytes: Uint8Array, { key, nonce, bound }: SealParts): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function open(sealed: Uint8Array, { key, nonce, bound }: SealParts): Uint8Array {
  if (sealed.length < TAG_LENGTH) throw new RangeError('too short for a tag');
  const tagAt = sealed.length - TAG_LENGTH;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(tagAt));
  return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()]);
}
