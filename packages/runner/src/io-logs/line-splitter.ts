const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines, each with its newline. A line longer than `limit` leaves in
 * pieces, so that a job that never prints a newline can't fill the memory.
 */
export class LineSplitter {
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let start = 0;
    while (start < chunk.length) {
      const room = start + this.#limit - this.#heldBytes;
      const newline = chunk.indexOf(NEWLINE, start);
      const end = Math.min(newline < 0 ? chunk.length : newline + 1, room);
      this.#held.push(chunk.subarray(start, end));
      this.#heldBytes += end - start;
      start = end;
      if (chunk[end - 1] === NEWLINE || this.#heldBytes === this.#limit) yield this.#take();
    }
  }

  /** What came after the last newline, if anything did. */
  rest(): Uint8Array | undefined {
    return this.#heldBytes > 0 ? this.#take() : undefined;
  }

  #take(): Uint8Array {
    const [only] = this.#held;
    const line = this.#held.length === 1 && only ? only : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return line;
  }
}
