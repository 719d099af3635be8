import type { ExactJson } from '@plainbox/state';
import type { Shape } from './shape.js';

/** A JSON object with few keys: a {@link Shape} shared with its likes, and its values. Read like a `Map`. */
export class JsonRecord implements ReadonlyMap<string, ExactJson> {
  readonly shape: Shape;
  readonly cells: readonly ExactJson[];

  constructor(shape: Shape, cells: readonly ExactJson[]) {
    this.shape = shape;
    this.cells = cells;
  }

  get size(): number {
    return this.cells.length;
  }

  get(key: string): ExactJson | undefined {
    const index = this.shape.indexOf(key);
    return index < 0 ? undefined : this.cells[index];
  }

  has(key: string): boolean {
    return this.shape.indexOf(key) >= 0;
  }

  *entries(): MapIterator<[string, ExactJson]> {
    for (let index = 0; index < this.cells.length; index += 1) {
      yield [this.shape.keys[index] as string, this.cells[index] as ExactJson];
    }
  }

  keys(): MapIterator<string> {
    return this.shape.keys.values();
  }

  values(): MapIterator<ExactJson> {
    return this.cells.values();
  }

  forEach(
    visit: (value: ExactJson, key: string, map: ReadonlyMap<string, ExactJson>) => void,
  ): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, ExactJson]> {
    return this.entries();
  }
}
