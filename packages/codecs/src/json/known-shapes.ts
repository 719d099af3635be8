import { RecentWords } from './recent-words.js';
import { Shape } from './shape.js';

const MAX_SHAPES = 256;

/**
 * The shapes of the objects that were read so far. Whoever reads many texts that are alike, as deltas are, hands the same to
 * each reading: making a shape takes longer than reading an object that has it.
 */
export class KnownShapes {
  /** Short strings of these objects. */
  readonly words: RecentWords = new RecentWords();
  private readonly byKeys = new Map<string, Shape>();
  /** The last shape met at each depth: what the next object there is likely to have. */
  private readonly lastByDepth: (Shape | undefined)[] = [];

  predicted(depth: number): Shape | undefined {
    return this.lastByDepth[depth];
  }

  /** The shape of these keys, met at a depth; undefined when they are unusual, or there are too many shapes already. */
  shapeOf(keys: readonly string[], depth: number): Shape | undefined {
    const name = keys.join();
    let shape = this.byKeys.get(name);
    // A key may hold a comma; then there are fewer keys than the name lets one think.
    if (shape === undefined || shape.keys.length !== keys.length) {
      if (!Shape.fits(keys) || this.byKeys.size === MAX_SHAPES) return undefined;
      shape = new Shape(keys);
      this.byKeys.set(name, shape);
    }
    this.lastByDepth[depth] = shape;
    return shape;
  }
}
