/**
 * Milliseconds. The way to the thread pool and back takes a third as long as a quick disk takes to answer: so that one is
 * waited for in place. A slower one would keep the event loop, and everything else in the program, from going on.
 */
const LONGEST_WAIT = 0.5;

/** Milliseconds. A program that does nothing but save gives the event loop no turn unless a write waits for one. */
const LONGEST_HOLD = 2;

/** More than this is never written in place, however quick the last write was. */
const LARGEST_WRITE = 64 * 1024;

/** In place at once, in place in the next turn of the event loop, or in a thread of the pool. */
export type WritePlace = 'here' | 'next turn' | 'thread';

/** Whether a disk answers so soon that waiting for it in place takes less time than handing the write to the thread pool. */
export class WritePace {
  readonly #longestWait: number;
  /** Milliseconds that the last write took, by whatever way. */
  #lastTook = Number.POSITIVE_INFINITY;
  /** When the first write in place of this turn of the event loop began, by whatever session: there is one loop for all. */
  static #heldSince: number | undefined;

  /** @param longestWait milliseconds that a write in place may be expected to take; 0: none is done in place. */
  constructor(longestWait: number = LONGEST_WAIT) {
    this.#longestWait = longestWait;
  }

  /** Where to write so many bytes. */
  placeFor(bytes: number): WritePlace {
    if (this.#lastTook >= this.#longestWait || bytes > LARGEST_WRITE) return 'thread';
    const now = performance.now();
    if (WritePace.#heldSince !== undefined) {
      return now - WritePace.#heldSince < LONGEST_HOLD ? 'here' : 'next turn';
    }
    WritePace.#heldSince = now;
    setImmediate(() => {
      WritePace.#heldSince = undefined;
    }).unref();
    return 'here';
  }

  /** @param took milliseconds that a write took. */
  note(took: number): void {
    this.#lastTook = took;
  }
}
