// biome-ignore-all lint/correctness/noNodejsModules: this folder is what the browser entry replaces.
import { gunzip, gunzipSync, gzip, gzipSync, type ZlibOptions } from 'node:zlib';
import { claimedLength } from '../../envelopes/gzip-summary.js';
import type { Compression } from '../platform.js';
import { namedZlibError, packWith } from './zlib-call.js';

const MAX_DEFLATE_RATIO = 1032;
const MIN_CHUNK = 1024;
// zlib stops at zero bytes and has to be started again behind them, which hostile bytes could ask for a million times.
const MAX_STARTS = 1000;

/** gzip by Node's zlib: several members and zero bytes between them are read as plainbox (Python) reads them. */
export const nodeGzip: Compression = {
  compress: (bytes, level) => packWith(gzip, bytes, { level }),
  compressSync: (bytes, level) => gzipSync(bytes, { level }),
  decompress: async (bytes, maxLength) => {
    const members = new Members(bytes, maxLength);
    while (members.hasNext) members.add(await gunzipOne(members.rest, members.options));
    return members.joined;
  },
  decompressSync: (bytes, maxLength) => {
    const members = new Members(bytes, maxLength);
    while (members.hasNext) members.add(gunzipOneSync(members.rest, members.options));
    return members.joined;
  },
};

/** What zlib gives with the option `info`, of which the type definitions don't know. */
interface Unpacked {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** The members of one gzip file as they are unpacked, and where the next begins. */
class Members {
  private readonly bytes: Uint8Array;
  private readonly unpacked: Uint8Array[] = [];
  private left: number;
  private at = 0;

  constructor(bytes: Uint8Array, maxLength: number) {
    this.bytes = bytes;
    this.left = maxLength;
  }

  get hasNext(): boolean {
    return this.at < this.bytes.length;
  }

  get rest(): Uint8Array {
    return this.bytes.subarray(this.at);
  }

  /**
   * The length that the file claims for its text is the size of the first piece of output: where it is true, nothing is
   * copied. A lie costs address space, not memory, and no more than the ratio that deflate can reach.
   */
  get options(): ZlibOptions & { info: true } {
    if (this.unpacked.length > 0) return this.limited(MIN_CHUNK);
    const most = Math.min(this.bytes.length * MAX_DEFLATE_RATIO, this.left);
    const chunkSize = Math.min(claimedLength(this.bytes), most) + 1;
    return this.limited(Math.max(chunkSize, MIN_CHUNK));
  }

  add({ buffer, engine }: Unpacked): void {
    if (this.unpacked.push(buffer) > MAX_STARTS)
      throw new Error('zero bytes between too many members');
    this.left -= buffer.length;
    this.at += engine.bytesWritten;
    while (this.bytes[this.at] === 0) this.at += 1;
  }

  private limited(chunkSize: number): ZlibOptions & { info: true } {
    return { info: true, chunkSize, maxOutputLength: Math.max(this.left, 1) };
  }

  get joined(): Uint8Array {
    const [first] = this.unpacked;
    return first !== undefined && this.unpacked.length === 1 ? first : Buffer.concat(this.unpacked);
  }
}

function gunzipOne(bytes: Uint8Array, options: ZlibOptions): Promise<Unpacked> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, options, (error, result) => {
      if (error) reject(namedZlibError(error));
      else resolve(result as unknown as Unpacked);
    });
  });
}

function gunzipOneSync(bytes: Uint8Array, options: ZlibOptions): Unpacked {
  try {
    return gunzipSync(bytes, options) as unknown as Unpacked;
  } catch (error) {
    throw namedZlibError(error);
  }
}
