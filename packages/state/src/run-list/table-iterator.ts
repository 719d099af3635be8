/** Where a walk along numbered things stands; it stays right when the numbers are given anew. */
export class Cursor {
  /** The number to look at next. */
  number = 0;
  #numbering: Numbering;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  /** Takes in how the numbers changed since the last step. */
  catchUp(): void {
    for (let change = this.#numbering.change; change; change = this.#numbering.change) {
      this.number = change.numbers[this.number] as number;
      this.#numbering = change.next;
    }
  }
}

/**
 * One way of numbering things. It knows what came after it, and is forgotten with the last walk that began before: a
 * list of all walks under way would keep those that nobody goes on with.
 */
export class Numbering {
  change: NumberingChange | undefined;
}

/** How numbers changed. */
export interface NumberingChange {
  readonly next: Numbering;
  /** By the number before, that one included which was to be given next: the number of the same thing, or of what came behind. */
  readonly numbers: Int32Array;
}

interface IteratorBase {
  new <Item>(): IteratorObject<Item, undefined>;
}

/** What all built-in iterators inherit, with `map`, `filter` and the like where there are these; old runtimes don't name it. */
const BuiltInIterator: IteratorBase = function BuiltInIterator() {} as unknown as IteratorBase;
BuiltInIterator.prototype = Object.getPrototypeOf(Object.getPrototypeOf([].values()));

/** An iterator as a `Map` has: it can be left by `break` and gone on with, and once at its end it stays there. */
export class TableIterator<Thing, Item> extends BuiltInIterator<Item> {
  readonly #step: () => Thing | undefined;
  readonly #itemOf: (thing: Thing) => Item;
  #isDone = false;

  /**
   * @param step gives the next thing; undefined behind the last.
   * @param itemOf what to give of a thing.
   */
  constructor(step: () => Thing | undefined, itemOf: (thing: Thing) => Item) {
    super();
    this.#step = step;
    this.#itemOf = itemOf;
  }

  override next(): IteratorResult<Item, undefined> {
    const thing = this.#isDone ? undefined : this.#step();
    if (thing !== undefined) return { value: this.#itemOf(thing), done: false };
    this.#isDone = true;
    return { value: undefined, done: true };
  }
}
