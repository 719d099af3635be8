// biome-ignore-all lint/correctness/noNodejsModules: this folder is what the browser entry replaces.
import * as zlib from 'node:zlib';
import type { Compression } from '../platform.js';
import { namedZlibError, packWith } from './zlib-call.js';

interface ZstdOptions {
  readonly maxOutputLength?: number;
  readonly params?: Readonly<Record<number, number>>;
}

/** What zlib has from Node 22.15 on. The type definitions are those of the oldest Node that is supported. */
interface ZstdCalls {
  zstdCompress(bytes: Uint8Array, options: ZstdOptions, done: ZstdDone): void;
  zstdCompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
  zstdDecompress(bytes: Uint8Array, options: ZstdOptions, done: ZstdDone): void;
  zstdDecompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel: number };
}

type ZstdDone = (error: Error | null, result: Uint8Array) => void;

/** Zstandard by Node's zlib; undefined where this Node has none. */
export const nodeZstd: Compression | undefined =
  'zstdCompress' in zlib ? zstd(zlib as never) : undefined;

function zstd(calls: ZstdCalls): Compression {
  const atLevel = (level: number): ZstdOptions => ({
    params: { [calls.constants.ZSTD_c_compressionLevel]: level },
  });
  return {
    compress: (bytes, level) => packWith(calls.zstdCompress, bytes, atLevel(level)),
    compressSync: (bytes, level) => calls.zstdCompressSync(bytes, atLevel(level)),
    decompress: (bytes, maxLength) =>
      packWith(calls.zstdDecompress, bytes, { maxOutputLength: Math.max(maxLength, 1) }),
    decompressSync: (bytes, maxLength) => {
      try {
        return calls.zstdDecompressSync(bytes, { maxOutputLength: Math.max(maxLength, 1) });
      } catch (error) {
        throw namedZlibError(error);
      }
    },
  };
}
