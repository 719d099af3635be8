import type { ExactJson } from '@plainbox/state';
import { MapView } from './map-view.js';

/**
 * A JSON object whose values are made of other things when they are asked for, and not kept: what is written at once needs
 * no memory for all of it together. The keys have to be given in the order in which they are written.
 */
export class ComputedMap<T> extends MapView {
  private readonly ids: readonly string[];
  private readonly items: readonly T[];
  private readonly compute: (item: T) => ExactJson;
  private index: ReadonlyMap<string, number> | undefined;

  constructor(keys: readonly string[], items: readonly T[], compute: (item: T) => ExactJson) {
    super();
    this.ids = keys;
    this.items = items;
    this.compute = compute;
  }

  get size(): number {
    return this.ids.length;
  }

  keyAt(position: number): string {
    return this.ids[position] as string;
  }

  valueAt(position: number): ExactJson {
    return this.compute(this.items[position] as T);
  }

  get(key: string): ExactJson | undefined {
    const position = this.positions.get(key);
    return position === undefined ? undefined : this.valueAt(position);
  }

  has(key: string): boolean {
    return this.positions.has(key);
  }

  keys(): MapIterator<string> {
    return this.ids.values();
  }

  /** Only made for whoever looks for single keys, which writing doesn't. */
  private get positions(): ReadonlyMap<string, number> {
    this.index ??= new Map(this.ids.map((key, position) => [key, position]));
    return this.index;
  }
}
