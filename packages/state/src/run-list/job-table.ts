import type { JobId } from '../job-id.js';
import type { JobNode } from './job-node.js';

/** In place of a number: there is no such job. */
export const MISSING = -1;

const EMPTY = MISSING;
const FIRST_SLOTS = 64;
const GROWTH = 4;
/** Others in each process, so that nobody can choose ids that all share a slot. */
const SEED = Math.floor(Math.random() * 2 ** 31);
const MULTIPLIER = Math.floor(Math.random() * 2 ** 31) | 1;

/**
 * Jobs by their ids, in the order in which they came, and by their numbers, which rise in that order.
 *
 * A `Map` does all this but for one thing: {@link findAll} looks many ids up at once. One after the other waits for
 * memory several times each; here all ids take one step before any takes the next, so that the processor can wait for
 * many of them at a time. It is also filled in a third of the time.
 *
 * Open addressing with linear probing over a polynomial hash. A job that is gone leaves a hole behind under its number,
 * which its slot goes on to name; holes go when the table is next made larger.
 */
export class JobTable<Node extends JobNode> implements ReadonlyMap<JobId, Node> {
  // By number.
  #ids: (JobId | undefined)[] = [];
  #nodes: (Node | undefined)[] = [];
  // By slot: the number of a job, and the hash of its id.
  #numbers: Int32Array = new Int32Array(FIRST_SLOTS).fill(EMPTY);
  #hashes: Int32Array = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Above the numbers of all jobs. */
  get limit(): number {
    return this.#ids.length;
  }

  get(id: JobId): Node | undefined {
    const number = this.numberOf(id);
    return number === MISSING ? undefined : this.#nodes[number];
  }

  has(id: JobId): boolean {
    return this.numberOf(id) !== MISSING;
  }

  /** The job of a number that the table has given it. */
  at(number: number): Node {
    return this.#nodes[number] as Node;
  }

  /** The number of a job; or {@link MISSING}. */
  numberOf(id: JobId): number {
    return this.#find(id, hashOf(id));
  }

  /** The number of each job; {@link MISSING} where there is none. */
  findAll(ids: readonly JobId[]): Int32Array {
    const hashes = new Int32Array(ids.length);
    for (let at = 0; at < ids.length; at++) hashes[at] = hashOf(ids[at] as JobId);
    const numbers = hashes.map((hash) => this.#firstWith(hash));
    for (let at = 0; at < ids.length; at++) {
      const number = numbers[at] as number;
      if (number === MISSING || this.#ids[number] === ids[at]) continue;
      numbers[at] = this.#find(ids[at] as JobId, hashes[at] as number);
    }
    return numbers;
  }

  /** Adds a job whose id no other has, and gives it its number. Others may get other numbers. */
  add(node: Node): void {
    if (2 * this.#ids.length >= this.#numbers.length) this.#makeRoom();
    const { id } = node.job;
    node.number = this.#ids.length;
    this.#ids.push(id);
    this.#nodes.push(node);
    this.#size++;
    this.#enter(node.number, hashOf(id));
  }

  delete(id: JobId): void {
    const number = this.numberOf(id);
    if (number === MISSING) return;
    this.#ids[number] = undefined;
    this.#nodes[number] = undefined;
    this.#size--;
  }

  forEach(
    callback: (node: Node, id: JobId, table: ReadonlyMap<JobId, Node>) => void,
    thisArg?: unknown,
  ): void {
    for (const [id, node] of this) callback.call(thisArg, node, id, this);
  }

  *keys(): Generator<JobId, undefined> {
    for (let number = 0; number < this.#ids.length; number++) {
      const id = this.#ids[number];
      if (id !== undefined) yield id;
    }
  }

  *values(): Generator<Node, undefined> {
    for (let number = 0; number < this.#nodes.length; number++) {
      const node = this.#nodes[number];
      if (node !== undefined) yield node;
    }
  }

  *entries(): Generator<[JobId, Node], undefined> {
    for (const node of this.values()) yield [node.job.id, node];
  }

  [Symbol.iterator](): Generator<[JobId, Node], undefined> {
    return this.entries();
  }

  #find(id: JobId, hash: number): number {
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const number = this.#numbers[slot] as number;
      if (number === EMPTY) return MISSING;
      if (this.#hashes[slot] === hash && this.#ids[number] === id) return number;
    }
  }

  /** The number of the first job on the way whose id has this hash, which is nearly always the one. */
  #firstWith(hash: number): number {
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const number = this.#numbers[slot] as number;
      if (number === EMPTY || this.#hashes[slot] === hash) return number;
    }
  }

  #enter(number: number, hash: number): void {
    let slot = hash & this.#mask;
    while (this.#numbers[slot] !== EMPTY) slot = (slot + 1) & this.#mask;
    this.#numbers[slot] = number;
    this.#hashes[slot] = hash;
  }

  #makeRoom(): void {
    const hashes = this.#hashesByNumber();
    const slots = this.#size < this.#ids.length / 2 ? this.#mask + 1 : GROWTH * (this.#mask + 1);
    this.#numbers = new Int32Array(slots).fill(EMPTY);
    this.#hashes = new Int32Array(slots);
    this.#mask = slots - 1;
    const nodes = this.#nodes;
    this.#ids = [];
    this.#nodes = [];
    for (let before = 0; before < nodes.length; before++) {
      const node = nodes[before];
      if (node === undefined) continue;
      node.number = this.#nodes.length;
      this.#ids.push(node.job.id);
      this.#nodes.push(node);
      this.#enter(node.number, hashes[before] as number);
    }
  }

  #hashesByNumber(): Int32Array {
    const hashes = new Int32Array(this.#ids.length);
    for (let slot = 0; slot <= this.#mask; slot++) {
      const number = this.#numbers[slot] as number;
      if (number !== EMPTY) hashes[number] = this.#hashes[slot] as number;
    }
    return hashes;
  }
}

function hashOf(id: JobId): number {
  let hash = SEED;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), MULTIPLIER);
  return hash ^ (hash >>> 15);
}
