import type { ExactJson } from '@plainbox/state';
import { MapView } from './map-view.js';
import type { Shape } from './shape.js';

/** A JSON object with few keys: a {@link Shape} shared with its likes, and its values. */
export class JsonRecord extends MapView {
  readonly shape: Shape;
  readonly cells: readonly ExactJson[];

  constructor(shape: Shape, cells: readonly ExactJson[]) {
    super();
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

  keys(): MapIterator<string> {
    return this.shape.keys.values();
  }
}
