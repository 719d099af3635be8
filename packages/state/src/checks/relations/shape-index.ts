import type { IdShape } from './id-shape.js';

/** How often an id may be held against a shape. Honest units come nowhere near; beyond, an id counts as there. */
const MAX_TRIALS = 5_000_000;

/** Finds out whether an id fits any of many shapes, by what these begin with. */
export class ShapeIndex {
  readonly #byPrefix = new Map<string, IdShape[]>();
  readonly #lengths: readonly number[];
  #trials = 0;

  constructor(shapes: Iterable<IdShape>) {
    const lengths = new Set<number>();
    for (const shape of shapes) {
      lengths.add(shape.prefix.length);
      const others = this.#byPrefix.get(shape.prefix);
      if (others === undefined) this.#byPrefix.set(shape.prefix, [shape]);
      else others.push(shape);
    }
    this.#lengths = [...lengths];
  }

  /** Whether the id fits one of the shapes. */
  fitsAny(id: string): boolean {
    return this.#lengths.some((length) => {
      const shapes = length <= id.length ? this.#byPrefix.get(id.slice(0, length)) : undefined;
      return shapes?.some((shape) => this.#try(shape, id)) ?? false;
    });
  }

  /** Whether one of the ids fits the shape. */
  isFitted(shape: IdShape, ids: Iterable<string>): boolean {
    for (const id of ids) if (this.#try(shape, id)) return true;
    return false;
  }

  #try(shape: IdShape, id: string): boolean {
    return ++this.#trials > MAX_TRIALS || shape.fits(id);
  }
}
