import { constants } from 'node:fs';
import type { FileSystem } from './file-system.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

const { O_DSYNC, O_NOFOLLOW, O_WRONLY } = constants;
/** Elsewhere it means something else, or nothing. */
const O_DIRECT = process.platform === 'linux' ? constants.O_DIRECT : 0;

/** In the file, such a write begins and ends at multiples of this: no disk asks for larger ones. */
const BLOCK = 4096;
/** In memory, arrays begin at multiples of this. */
const GRAIN = 16;
/** More is not written at once. */
const LARGEST_WRITE = 64 * 1024;

/**
 * Writes at the end of a file past the page cache, which takes a tenth less than through it. Whole blocks are written: the
 * one that the end lies in again each time, with what it holds already, as the cache would do.
 *
 * The memory that is written from has to lie at certain addresses, and JavaScript can't ask for any: the first write finds
 * out which part of the memory here does.
 */
export class DirectTail {
  /** One for all, as nothing else happens while it is in use. */
  static #memory: Uint8Array | undefined;
  /** Where in the memory writes begin, as far as is known. */
  static #begin = 0;

  readonly #fs: FileSystem;
  readonly #fd: number;
  /** What the file holds of the block that its end lies in. */
  readonly #lastBlock = new Uint8Array(BLOCK);
  #isUsable = true;

  private constructor(fs: FileSystem, fd: number) {
    this.#fs = fs;
    this.#fd = fd;
  }

  /** `undefined` where there is no such way: on other systems, on file systems without it, or with no descriptor left. */
  static *open(fs: FileSystem, path: string, inode: number): Plan<DirectTail | undefined> {
    if (O_DIRECT === 0) return undefined;
    let fd: number;
    try {
      fd = yield* perform(fs.open(path, O_WRONLY | O_DIRECT | O_DSYNC | O_NOFOLLOW));
    } catch {
      return undefined;
    }
    const tail = new DirectTail(fs, fd);
    try {
      if (fs.stat(fd).inode === inode) return tail;
      // A later owner has swept the name away, and given it anew.
    } catch {
      // Nobody can tell whether it is the file.
    }
    yield* tail.close();
    return undefined;
  }

  /** Takes note of what was written up to the end, by whatever way. */
  note(bytes: Uint8Array, position: number): void {
    const inBlock = position % BLOCK;
    const begin = BLOCK * Math.floor((inBlock + bytes.length) / BLOCK) - inBlock;
    if (begin <= 0) this.#lastBlock.set(bytes, inBlock);
    else this.#lastBlock.set(bytes.subarray(begin));
  }

  /** Writes and makes durable; `false`: this way it can't be done, and what was to be written may be there in part. */
  write(bytes: Uint8Array, position: number): boolean {
    const inBlock = position % BLOCK;
    const length = BLOCK * Math.ceil((inBlock + bytes.length) / BLOCK);
    if (!this.#isUsable || length > LARGEST_WRITE) return false;
    DirectTail.#memory ??= new Uint8Array(2 * LARGEST_WRITE);
    for (let tried = 0; tried < BLOCK; tried += GRAIN) {
      const blocks = DirectTail.#memory.subarray(DirectTail.#begin, DirectTail.#begin + length);
      blocks.set(this.#lastBlock.subarray(0, inBlock));
      blocks.set(bytes, inBlock);
      blocks.fill(0, inBlock + bytes.length);
      try {
        return this.#fs.write(this.#fd, blocks, position - inBlock).sync() === length;
      } catch (error) {
        if (!failedWith(error, 'EINVAL')) throw error;
        DirectTail.#begin = (DirectTail.#begin + GRAIN) % BLOCK;
      }
    }
    this.#isUsable = false;
    return false;
  }

  *close(): Plan<void> {
    yield* perform(this.#fs.close(this.#fd));
  }
}
