import type { JobId } from '../job-id.js';
import { MISSING } from './need-table.js';

/** Jobs whose ids share a slot lie one behind the other; what would be further from it than this is left out. */
const FURTHEST = 32;
const EMPTY = MISSING;
/** Another one in each process, so that nobody can choose ids that all share a slot. */
const SEED = Math.floor(Math.random() * 2 ** 31);

/**
 * Finds many jobs at once, a few of which it may miss. Looking one id after the other up in a map of a hundred thousand
 * waits for memory several times each. Here all ids take one step before any takes the next, so that the processor can
 * wait for many of them at a time: all together take a third of the time, with what it takes to make the index.
 *
 * Open addressing with linear probing over FNV-1a; hashes lie beside the numbers of the jobs.
 */
export class JobIndex {
  readonly #ids: readonly (JobId | undefined)[];
  readonly #numbers: Int32Array;
  readonly #hashes: Int32Array;
  readonly #mask: number;

  /** @param ids by the numbers of the jobs, with holes. */
  constructor(ids: readonly (JobId | undefined)[]) {
    const size = 2 ** Math.ceil(Math.log2(ids.length * 2 + 1));
    this.#ids = ids;
    this.#numbers = new Int32Array(size).fill(EMPTY);
    this.#hashes = new Int32Array(size);
    this.#mask = size - 1;
    for (let number = 0; number < ids.length; number++) {
      const id = ids[number];
      if (id !== undefined) this.#add(number, hashOf(id));
    }
  }

  /** The number of the job of each id; {@link MISSING} where there is none, or where it is left out. */
  findAll(ids: readonly JobId[]): Int32Array {
    const hashes = new Int32Array(ids.length);
    for (let at = 0; at < ids.length; at++) hashes[at] = hashOf(ids[at] as JobId);
    const numbers = hashes.map((hash) => this.#numberOf(hash));
    return numbers.map((number, at) => (this.#ids[number] === ids[at] ? number : MISSING));
  }

  #add(number: number, hash: number): void {
    for (let slot = hash & this.#mask, step = 0; step < FURTHEST; step++) {
      if (this.#numbers[slot] === EMPTY) {
        this.#numbers[slot] = number;
        this.#hashes[slot] = hash;
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
  }

  /** The number of a job whose id has this hash; or {@link EMPTY}. */
  #numberOf(hash: number): number {
    for (let slot = hash & this.#mask, step = 0; step < FURTHEST; step++) {
      const number = this.#numbers[slot] as number;
      if (number === EMPTY || this.#hashes[slot] === hash) return number;
      slot = (slot + 1) & this.#mask;
    }
    return EMPTY;
  }
}

function hashOf(id: JobId): number {
  let hash = SEED;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
