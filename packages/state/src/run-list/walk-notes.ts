/** What a walk over the needs of jobs knows about one of them. */
export type Mark = (typeof MARKS)[keyof typeof MARKS];

export const MARKS = {
  /** Not met, or met on a trail that broke elsewhere. */
  new: 0,
  /** On the way from the root to where the walk stands. */
  trail: 1,
  /** The job can run, and so can all that it needs. */
  good: 2,
  /** The job has a problem. */
  removed: 3,
} as const;

const MARK_MASK = 3;
const WANTED = 4;
const ONE_WALK = 8;
const LAST_WALK = 2 ** 32 - ONE_WALK;

/**
 * What one walk at a time notes about jobs, by their numbers. A note holds the walk that it belongs to, so that a walk
 * over few of many jobs need not wipe off what others noted on all.
 */
export class WalkNotes {
  #notes: Uint32Array = new Uint32Array(0);
  #next: Int32Array = new Int32Array(0);
  #walk = 0;

  /** Begins a walk over jobs with numbers below a limit. */
  begin(limit: number): void {
    if (this.#notes.length < limit) {
      const length = Math.max(limit, 2 * this.#notes.length);
      this.#notes = new Uint32Array(length);
      this.#next = new Int32Array(length);
      this.#walk = 0;
    }
    if (this.#walk === LAST_WALK) {
      this.#notes.fill(0);
      this.#walk = 0;
    }
    this.#walk += ONE_WALK;
  }

  mark(number: number): Mark {
    return (this.#noteOf(number) & MARK_MASK) as Mark;
  }

  setMark(number: number, mark: Mark): void {
    this.#notes[number] = this.#walk + (this.#noteOf(number) & WANTED) + mark;
  }

  /** Whether the job itself was asked for. */
  isWanted(number: number): boolean {
    return (this.#noteOf(number) & WANTED) !== 0;
  }

  setWanted(number: number): void {
    this.#notes[number] = this.#walk + (this.#noteOf(number) | WANTED);
  }

  /** The need that the walk follows next from here. */
  next(number: number): number {
    return this.#next[number] as number;
  }

  setNext(number: number, at: number): void {
    this.#next[number] = at;
  }

  #noteOf(number: number): number {
    const note = this.#notes[number] as number;
    return note >= this.#walk ? note - this.#walk : 0;
  }
}
