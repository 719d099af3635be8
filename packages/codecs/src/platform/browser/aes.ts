import type { Sealing, SealParts } from '../platform.js';

/** AES-256-GCM by Web Crypto, which is asynchronous only. */
export const browserAes: Sealing = {
  seal: async (bytes, parts) => {
    const key = await importKey(parts, 'encrypt');
    return new Uint8Array(await crypto.subtle.encrypt(algorithm(parts), key, owned(bytes)));
  },
  open: async (sealed, parts) => {
    const key = await importKey(parts, 'decrypt');
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(parts), key, owned(sealed)));
  },
};

// The names of Web Crypto's types differ between Node's and a browser's definitions, so they are left to inference.
function importKey({ key }: SealParts, usage: 'encrypt' | 'decrypt') {
  return crypto.subtle.importKey('raw', owned(key), 'AES-GCM', false, [usage]);
}

function algorithm({ nonce, bound }: SealParts) {
  return { name: 'AES-GCM', iv: owned(nonce), additionalData: owned(bound), tagLength: 128 };
}

/** Web Crypto takes no bytes of shared memory; which these are, no type tells. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
