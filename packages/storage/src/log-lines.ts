import { once } from 'node:events';
import { constants, createGunzip } from 'node:zlib';
import { StorageError } from './errors.js';

/** A line longer than this is no record but an attempt to fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** What is unzipped at once: the unit in which damage is found. */
const PIECE = 4096;

/**
 * The whole lines of a log, without their newlines. Gzip is unzipped as far as it goes: a log whose
 * writer was killed ends in the middle of a block, and everything before still counts.
 *
 * @param open begins to read the log; called again where what is whole has to be told from what isn't.
 */
export async function* readLines(open: () => AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of plainChunks(open)) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      rest.push(chunk.subarray(start, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      length = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    rest.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LONGEST_LINE) {
      throw new StorageError('TOO_LARGE', `A line of the log has more than ${LONGEST_LINE} bytes.`);
    }
  }
}

async function* plainChunks(open: () => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let isGzip: boolean | undefined;
  for await (const chunk of open()) {
    isGzip ??= chunk[0] === 0x1f && chunk[1] === 0x8b;
    if (isGzip) break;
    yield chunk;
  }
  if (isGzip) yield* unzip(open);
}

/**
 * Zlib drops what it has unzipped of the piece in which it finds damage. So it is given the pieces before once
 * more, and then that piece byte by byte.
 */
async function* unzip(open: () => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { whole, failed } = yield* unzipWhole(open());
  if (!failed) return;
  const gunzip = new Gunzip();
  try {
    let position = 0;
    for await (const piece of pieces(open(), PIECE)) {
      if (position < whole) {
        await gunzip.add(piece);
      } else {
        for await (const byte of pieces([piece], 1)) {
          yield* await gunzip.add(byte);
          if (gunzip.failed) return;
        }
      }
      position += piece.length;
    }
  } finally {
    gunzip.discard();
  }
}

/** Unzips the pieces up to the first damaged one; returns how many bytes are before it. */
async function* unzipWhole(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, { whole: number; failed: boolean }> {
  const gunzip = new Gunzip();
  let whole = 0;
  try {
    for await (const piece of pieces(chunks, PIECE)) {
      yield* await gunzip.add(piece);
      if (gunzip.failed) break;
      whole += piece.length;
    }
    yield* await gunzip.end();
    return { whole, failed: gunzip.failed };
  } finally {
    gunzip.discard();
  }
}

async function* pieces(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
  }
}

/** Unzips piece by piece until there is damage, which is an end like another. */
class Gunzip {
  failed = false;
  readonly #gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  readonly #closed: Promise<unknown>;
  #ready: Uint8Array[] = [];

  constructor() {
    this.#closed = once(this.#gunzip, 'close').catch(() => {});
    this.#gunzip.on('data', (chunk: Uint8Array) => this.#ready.push(chunk));
    this.#gunzip.on('error', () => {
      this.failed = true;
    });
  }

  /** What this piece unzips to. */
  async add(piece: Uint8Array): Promise<Uint8Array[]> {
    await Promise.race([
      this.#closed,
      new Promise<void>((resolve) => this.#gunzip.write(piece, () => resolve())),
    ]);
    return this.#take();
  }

  async end(): Promise<Uint8Array[]> {
    if (!this.failed) this.#gunzip.end();
    await this.#closed;
    return this.#take();
  }

  discard(): void {
    this.#gunzip.destroy();
  }

  #take(): Uint8Array[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
