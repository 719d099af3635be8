import type { ExactJson } from '@plainbox/state';
import { MapView } from './map-view.js';

/**
 * A JSON object whose values are made when they are asked for, and not kept: what is written at once needs no memory for
 * all of it together.
 */
export class ComputedMap extends MapView {
  private readonly ids: readonly string[];
  private readonly compute: (key: string) => ExactJson | undefined;

  /** `compute` gives undefined for what isn't among the keys. */
  constructor(keys: readonly string[], compute: (key: string) => ExactJson | undefined) {
    super();
    this.ids = keys;
    this.compute = compute;
  }

  get size(): number {
    return this.ids.length;
  }

  get(key: string): ExactJson | undefined {
    return this.compute(key);
  }

  has(key: string): boolean {
    return this.compute(key) !== undefined;
  }

  keys(): MapIterator<string> {
    return this.ids.values();
  }
}
