import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const compress = promisify(deflateRaw);
const WINDOW = 32 * 1024;
/** Deflate, no name, no time: the bytes depend on the text alone. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const EMPTY_LAST_BLOCK = Uint8Array.of(0x03, 0x00);

/**
 * One gzip member that grows piece by piece. Each piece ends on a byte boundary and can be
 * decompressed as soon as it is written, so a log that was cut off gives back all whole pieces;
 * each piece has the text before it as its dictionary, so small pieces compress well too.
 */
export class GrowingGzip {
  #started = false;
  #window: Uint8Array = new Uint8Array();
  #checksum = 0;
  #length = 0;

  /** The compressed form of `text`. Await one call before the next. */
  async add(text: Uint8Array): Promise<Uint8Array> {
    const body = await compress(text, {
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(this.#window.length > 0 ? { dictionary: this.#window } : {}),
    });
    this.#checksum = crc32(text, this.#checksum);
    this.#length += text.length;
    this.#window =
      text.length >= WINDOW
        ? text.subarray(text.length - WINDOW)
        : Buffer.concat([this.#window, text]).subarray(-WINDOW);
    return Buffer.concat([this.#head(), body]);
  }

  /** The end of the member: nothing can be added after it. */
  end(): Uint8Array {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#checksum, 0);
    trailer.writeUInt32LE(this.#length % 2 ** 32, 4);
    return Buffer.concat([this.#head(), EMPTY_LAST_BLOCK, trailer]);
  }

  #head(): Uint8Array {
    if (this.#started) return new Uint8Array();
    this.#started = true;
    return HEADER;
  }
}
