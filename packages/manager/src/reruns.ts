import type { JobId } from '@plainbox/state';
import type { SessionData } from './session-data.js';

const NAME = 'reruns';

/**
 * The jobs that are to run once more though they have a result, or get one for an attempt that was cut off. That
 * result stays until there is a new one; so does the wish, whatever happens to the process.
 */
export class Reruns implements Iterable<JobId> {
  readonly #data: SessionData;
  readonly #ids: Set<JobId>;

  constructor(data: SessionData) {
    this.#data = data;
    const ids = data.get(NAME);
    this.#ids = new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []);
  }

  has(id: JobId): boolean {
    return this.#ids.has(id);
  }

  add(id: JobId): void {
    this.#ids.add(id);
    this.#save();
  }

  delete(id: JobId): void {
    if (this.#ids.delete(id)) this.#save();
  }

  [Symbol.iterator](): Iterator<JobId> {
    return this.#ids.values();
  }

  #save(): void {
    this.#data.set(NAME, this.#ids.size > 0 ? [...this.#ids] : undefined);
  }
}
