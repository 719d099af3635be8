import { createHash, webcrypto } from 'node:crypto';
import { crc32, createGunzip, gunzipSync } from 'node:zlib';
import { lastTrailer } from './gzip-members.js';
import type { Plan, Step } from './steps.js';
import { perform } from './steps.js';

/** More than any session unzips to: beyond it a snapshot isn't believed. */
const LARGEST_CONTENT = 1024 * 1024 * 1024;

/** Above this, naming bytes is left to another thread. */
const MANY_BYTES = 256 * 1024;

/** What older versions took for the text of every snapshot behind which a codec keeps side data: of nothing. */
const NO_CONTENT: string = nameContent(0, 0);

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
  return (yield* unzippedContent(bytes)) !== undefined;
}

/**
 * Names the text of a zipped snapshot, by what gzip keeps at its end: checksum and length. It stays the same where only
 * the wrapping differs, whose time and system stand outside of every checksum. `undefined`: not zipped, or no text that
 * could be found. Of several texts it names the last, which `unzippedContent` never equals: such a file counts as another.
 */
export function contentOf(bytes: Uint8Array): string | undefined {
  if (!looksZipped(bytes)) return undefined;
  const trailer = lastTrailer(bytes);
  return trailer && nameContent(trailer.readUInt32LE(0), trailer.readUInt32LE(4));
}

/** The same of all that is unzipped; `undefined`: not zipped, or not whole. */
export function* unzippedContent(bytes: Uint8Array): Plan<string | undefined> {
  return looksZipped(bytes) ? yield* perform(unzip(bytes)) : undefined;
}

/** Whether a name tells one text from another. */
export function isContent(name: string | undefined): name is string {
  return name !== undefined && name !== NO_CONTENT;
}

/** Begins as gzip does. */
export function looksZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function nameContent(checksum: number, length: number): string {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(length, 4);
  return `gzip:${trailer.toString('hex')}`;
}

function unzip(bytes: Uint8Array): Step<string | undefined> {
  return {
    sync: () => {
      try {
        const text = gunzipSync(bytes, { maxOutputLength: LARGEST_CONTENT });
        return nameContent(crc32(text), text.length);
      } catch {
        return undefined;
      }
    },
    async: (done) => {
      const gunzip = createGunzip();
      let checksum = 0;
      let length = 0;
      const end = (content: string | undefined): void => {
        gunzip.removeAllListeners().on('error', () => {});
        gunzip.destroy();
        done(null, content);
      };
      gunzip.on('data', (chunk: Buffer) => {
        checksum = crc32(chunk, checksum);
        length += chunk.length;
        if (length > LARGEST_CONTENT) end(undefined);
      });
      gunzip.on('end', () => end(nameContent(checksum, length)));
      gunzip.on('error', () => end(undefined));
      gunzip.end(bytes);
    },
  };
}
