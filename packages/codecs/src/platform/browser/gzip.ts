import {
  gzip,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibInflate,
  zlibInflateEnd,
  zlibInflateInit2,
} from 'pako';
import { type Compression, OutputTooLarge } from '../platform.js';

// 15 bits of window, and 16 more for gzip and nothing else.
const GZIP_WINDOW = 31;
const CHUNK = 64 * 1024;
// A start costs as much as a small member, and hostile bytes could hold millions of empty ones.
const MAX_MEMBERS = 10_000;

/** gzip by pako, a port of zlib: reads and refuses what Node's does, checksums included. Blocks while it works. */
export const browserGzip: Compression = {
  compress: async (bytes, level) => pack(bytes, level),
  compressSync: pack,
  decompress: async (bytes, maxLength) => unpackMembers(bytes, maxLength),
  decompressSync: unpackMembers,
};

function pack(bytes: Uint8Array, level: number): Uint8Array {
  return gzip(bytes, { level: level as 9 });
}

/** All members one after the other; plainbox (Python) allows zero bytes between them and after the last. */
function unpackMembers(bytes: Uint8Array, maxLength: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let at = 0;
  let members = 0;
  while (at < bytes.length) {
    members += 1;
    if (members > MAX_MEMBERS) throw new Error('too many members');
    at += unpackMember(bytes.subarray(at), (chunk) => {
      length += chunk.length;
      if (length > maxLength) throw new OutputTooLarge('more bytes than allowed');
      chunks.push(chunk);
    });
    while (bytes[at] === 0) at += 1;
  }
  return joined(chunks, length);
}

/** Returns how many bytes the member takes. */
function unpackMember(bytes: Uint8Array, emit: (chunk: Uint8Array) => void): number {
  const stream = new ZStream();
  zlibInflateInit2(stream, GZIP_WINDOW);
  stream.input = bytes;
  stream.next_in = 0;
  stream.avail_in = bytes.length;
  try {
    for (;;) {
      stream.output = new Uint8Array(CHUNK);
      stream.next_out = 0;
      stream.avail_out = CHUNK;
      const status = zlibInflate(stream, Z_NO_FLUSH);
      if (stream.next_out > 0) emit(stream.output.subarray(0, stream.next_out));
      if (status === Z_STREAM_END) return stream.next_in;
      const starved = stream.avail_in === 0 && stream.avail_out > 0;
      if (status !== Z_OK || starved) throw new Error(stream.msg || 'unexpected end of file');
    }
  } finally {
    zlibInflateEnd(stream);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
