import type { JobId } from '../job-id.js';
import { hashOf } from './id-hash.js';
import type { JobNode } from './job-node.js';
import { Cursor, Numbering, TableIterator } from './table-iterator.js';

/** In place of a number: there is no such job. */
export const MISSING = -1;

const EMPTY = MISSING;
const FIRST_SLOTS = 64;
const GROWTH = 4;

/**
 * Jobs by their ids, in the order in which they came, and by their numbers, which rise in that order.
 *
 * A `Map` does all this but for one thing: {@link findAll} looks many ids up at once. One after the other waits for
 * memory several times each; here all ids take one step before any takes the next, so that the processor can wait for
 * many of them at a time. It is also filled in a third of the time.
 *
 * Open addressing with linear probing. A job that is gone leaves a hole behind under its number,
 * which its slot goes on to name; holes go when the table is next made larger.
 */
export class JobTable<Node extends JobNode> implements ReadonlyMap<JobId, Node> {
  // By number.
  #ids: (JobId | undefined)[] = [];
  #nodes: (Node | undefined)[] = [];
  #numbering: Numbering = new Numbering();
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
    const number = typeof id === 'string' ? this.numberOf(id) : MISSING;
    return number === MISSING ? undefined : this.#nodes[number];
  }

  has(id: JobId): boolean {
    return this.get(id) !== undefined;
  }

  /** The job of a number that the table has given it. */
  at(number: number): Node {
    return this.#nodes[number] as Node;
  }

  /** The job of a number that may be of one that is gone, or of none. */
  atIfThere(number: number): Node | undefined {
    return this.#nodes[number];
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

  keys(): MapIterator<JobId> {
    return this.#walk(idOf);
  }

  values(): MapIterator<Node> {
    return this.#walk(itself<Node>);
  }

  entries(): MapIterator<[JobId, Node]> {
    return this.#walk(entryOf<Node>);
  }

  [Symbol.iterator](): MapIterator<[JobId, Node]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'JobTable';
  }

  #walk<Item>(itemOf: (node: Node) => Item): MapIterator<Item> {
    const cursor = new Cursor(this.#numbering);
    return new TableIterator(() => this.#step(cursor), itemOf);
  }

  #step(cursor: Cursor): Node | undefined {
    cursor.catchUp();
    while (cursor.number < this.#nodes.length) {
      const node = this.#nodes[cursor.number++];
      if (node !== undefined) return node;
    }
    return undefined;
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
    if (this.#size < this.#ids.length) this.#closeHoles(hashes);
    for (let number = 0; number < this.#nodes.length; number++) {
      this.#enter(number, hashes[number] as number);
    }
  }

  /** Numbers the jobs anew, and their hashes with them. */
  #closeHoles(hashes: Int32Array): void {
    const nodes = this.#nodes;
    const numbers = new Int32Array(nodes.length + 1);
    this.#ids = [];
    this.#nodes = [];
    for (let before = 0; before < nodes.length; before++) {
      const number = this.#nodes.length;
      numbers[before] = number;
      const node = nodes[before];
      if (node === undefined) continue;
      node.number = number;
      hashes[number] = hashes[before] as number;
      this.#ids.push(node.job.id);
      this.#nodes.push(node);
    }
    numbers[nodes.length] = this.#nodes.length;
    const next = new Numbering();
    this.#numbering.change = { next, numbers };
    this.#numbering = next;
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

// Node is to show it as the Map that it stands for; in the class, such a name keeps types from being declared.
Object.defineProperty(JobTable.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(
    this: JobTable<JobNode>,
    _depth: number,
    options: unknown,
    inspect: (value: unknown, options: unknown) => string,
  ) {
    return inspect(new Map(this), options);
  },
});

function idOf({ job }: JobNode): JobId {
  return job.id;
}

function itself<Node>(node: Node): Node {
  return node;
}

function entryOf<Node extends JobNode>(node: Node): [JobId, Node] {
  return [node.job.id, node];
}
