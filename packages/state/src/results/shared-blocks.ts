import { nodeModule } from '../runtime.js';

/** Bytes of a block. */
const BLOCK = 8192;
/** Longer arrays have memory of their own: what is left of a block when one doesn't fit is lost. */
const LONGEST = 1024;

const { markAsUntransferable } = nodeModule('worker_threads');

let block = new ArrayBuffer(0);
let used = 0;

/**
 * An array of zeros. Short ones lie side by side in one buffer, as Node's own buffers do: the output of jobs is millions of
 * short pieces, and a buffer of its own takes twice the memory of a piece, and up to five times the time.
 */
export function newBytes(length: number): Uint8Array {
  if (length > LONGEST) return new Uint8Array(length);
  if (used + length > block.byteLength) {
    block = new ArrayBuffer(BLOCK);
    // To another thread it would take all that lie in it, and leave none of them here.
    markAsUntransferable?.(block);
    used = 0;
  }
  const bytes = new Uint8Array(block, used, length);
  used += length;
  return bytes;
}
