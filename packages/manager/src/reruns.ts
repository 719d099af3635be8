import type { JobId } from '@plainbox/state';
import type { SessionData } from './session-data.js';

const NAME = 'reruns';

/**
 * The jobs that are to run once more though they have a result, or get one for an attempt that was cut off. That
 * result stays until there is a new one; so does the wish, whatever happens to the process.
 */
export class Reruns implements Iterable<JobId> {
  readonly #data: SessionData;
  /** Each with the number of its latest wish: they are counted, to be told apart. */
  readonly #ids: Map<JobId, number>;
  #wishes = 0;

  constructor(data: SessionData) {
    this.#data = data;
    const ids = data.get(NAME);
    const known = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
    this.#ids = new Map(known.map((id) => [id, this.#wishes]));
  }

  has(id: JobId): boolean {
    return this.#ids.has(id);
  }

  add(id: JobId): void {
    this.#wishes += 1;
    this.#ids.set(id, this.#wishes);
    this.#save();
  }

  /**
   * A number for the latest wish, which differs from that of an earlier one: 0 for one that was saved with the session,
   * `undefined` without any. Not saved.
   */
  latest(id: JobId): number | undefined {
    return this.#ids.get(id);
  }

  delete(id: JobId): void {
    if (this.#ids.delete(id)) this.#save();
  }

  [Symbol.iterator](): Iterator<JobId> {
    return this.#ids.keys();
  }

  #save(): void {
    this.#data.set(NAME, this.#ids.size > 0 ? [...this.#ids.keys()] : undefined);
  }
}
