import type { JobDefinition } from '../units/job-definition.js';
import { requiredIds } from './job-node.js';
import { KIND_BITS, KIND_MASK, NEED_KINDS } from './need-kind.js';

const DEPENDS = NEED_KINDS.indexOf('depends');
const AFTER = NEED_KINDS.indexOf('after');
const RESOURCE = NEED_KINDS.indexOf('resource');
const NOT_LINKED = -1;
const FIRST_SIZE = 64;

/**
 * Which job needs which, by their numbers in a graph. Jobs and lists of them lie all over the memory, and a walk over a
 * hundred thousand would wait for each; these arrays fit into the caches of a processor.
 */
export class NeedTable {
  /** By the job's number: where its needs begin, with the place where they end. */
  #starts: Int32Array = new Int32Array(0);
  /** A need is the number of the job that is needed, and in the lowest bits the kind. */
  #entries: Int32Array = new Int32Array(FIRST_SIZE);
  #length = 0;
  #isStale = false;

  /** Takes in that jobs came or went: what was looked up before counts no more, as soon as anything is looked up again. */
  forget(): void {
    this.#isStale = true;
  }

  /** Makes room for jobs with numbers below a limit. */
  prepare(limit: number): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#length = 0;
    if (this.#starts.length < limit)
      this.#starts = new Int32Array(Math.max(limit, 2 * this.#starts.length));
    this.#starts.fill(NOT_LINKED);
  }

  /** Whether the needs of a job are known. */
  isLinked(number: number): boolean {
    return this.#starts[number] !== NOT_LINKED;
  }

  /** Takes in the numbers of a job's needed jobs, in the order of its needs; some may be `MISSING`. */
  link(
    number: number,
    job: JobDefinition,
    targets: ArrayLike<number>,
    from: number,
    to: number,
  ): void {
    const requiresStart = from + job.depends.length;
    const afterStart = requiresStart + (to > requiresStart ? requiredIds(job).length : 0);
    const start = this.#length;
    const end = start + 1 + to - from;
    if (end > this.#entries.length) this.#grow(end);
    this.#starts[number] = start;
    this.#entries[start] = end;
    for (let at = from, free = start + 1; at < to; at++, free++) {
      const kind = at < requiresStart ? DEPENDS : at < afterStart ? RESOURCE : AFTER;
      this.#entries[free] = ((targets[at] as number) << KIND_BITS) | kind;
    }
    this.#length = end;
  }

  /** Where the needs of a job begin, for {@link target} and {@link kindCode}. */
  start(number: number): number {
    return (this.#starts[number] as number) + 1;
  }

  /** Behind the last need of a job. */
  end(number: number): number {
    return this.#entries[this.#starts[number] as number] as number;
  }

  /** The number of the job that is needed; or `MISSING`. */
  target(at: number): number {
    return (this.#entries[at] as number) >> KIND_BITS;
  }

  /** The place of the kind among {@link NEED_KINDS}. */
  kindCode(at: number): number {
    return (this.#entries[at] as number) & KIND_MASK;
  }

  #grow(length: number): void {
    const entries = new Int32Array(Math.max(length, 2 * this.#entries.length));
    entries.set(this.#entries);
    this.#entries = entries;
  }
}
