import { createHash, webcrypto } from 'node:crypto';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { Plan, Step } from './steps.js';
import { perform } from './steps.js';

/** More than any session unzips to: beyond it a snapshot isn't believed. */
const LARGEST_CONTENT = 1024 * 1024 * 1024;

/** Above this, naming bytes is left to another thread. */
const MANY_BYTES = 256 * 1024;

/** A gzip file's head, an empty block and its trailer. */
const SMALLEST_GZIP = 20;
const TRAILER_LENGTH = 8;

/** Names the bytes of a snapshot: two that differ have different digests. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The same as a step, which holds nobody up. */
export function digest(bytes: Uint8Array): Step<string> {
  return {
    sync: () => digestOf(bytes),
    async: (done) => {
      if (bytes.length <= MANY_BYTES) {
        done(null, digestOf(bytes));
        return;
      }
      webcrypto.subtle.digest('SHA-256', bytes).then(
        (hash) => done(null, `sha256:${Buffer.from(hash).toString('hex')}`),
        (error) => done(error, ''),
      );
    },
  };
}

/**
 * Whether bytes that no digest names are a whole file of another program: gzip that ends with the right checksum. It
 * is all that can be said without knowing formats; nothing is kept of what is unzipped.
 */
export function* isIntactGzip(bytes: Uint8Array): Plan<boolean> {
  return looksZipped(bytes) && (yield* perform(unzips(bytes)));
}

/**
 * What gzip ends with: checksum and length of what it unzips to. It stays the same where only the wrapping
 * differs, whose time and system stand outside of every checksum. `undefined`: not zipped.
 */
export function contentOf(bytes: Uint8Array): string | undefined {
  if (!looksZipped(bytes) || bytes.length < SMALLEST_GZIP) return undefined;
  return `gzip:${Buffer.from(bytes.subarray(-TRAILER_LENGTH)).toString('hex')}`;
}

/** Begins as gzip does. */
export function looksZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unzips(bytes: Uint8Array): Step<boolean> {
  return {
    sync: () => {
      try {
        gunzipSync(bytes, { maxOutputLength: LARGEST_CONTENT });
        return true;
      } catch {
        return false;
      }
    },
    async: (done) => {
      const gunzip = createGunzip();
      let length = 0;
      const end = (intact: boolean): void => {
        gunzip.removeAllListeners().on('error', () => {});
        gunzip.destroy();
        done(null, intact);
      };
      gunzip.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > LARGEST_CONTENT) end(false);
      });
      gunzip.on('end', () => end(true));
      gunzip.on('error', () => end(false));
      gunzip.end(bytes);
    },
  };
}
