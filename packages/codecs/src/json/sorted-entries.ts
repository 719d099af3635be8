// How far a key may be from where the last one was, to be looked for step by step.
const NEAR = 4;
// What is likely may be a hostile guess, and the room for it a hundred times what comes.
const MAX_ROOM = 131_072;

/**
 * A map of entries that come in the order of their keys, as those of a session do, and are asked for in that order: two
 * lists then do without the hash table, which would take most of the time of reading 100 000 of them. When a key comes out
 * of order, a hash table it is.
 */
export class SortedEntries<V extends NonNullable<unknown> | null> {
  private readonly sortedKeys: string[];
  private readonly sortedValues: V[];
  private sorted = 0;
  private cursor = 0;
  private unsorted: Map<string, V> | undefined;

  /** @param likelySize how many there will probably be: lists that grow step by step are copied at each. */
  constructor(likelySize: number) {
    const room = Math.min(likelySize, MAX_ROOM);
    this.sortedKeys = new Array(room);
    this.sortedValues = new Array(room);
  }

  get size(): number {
    return this.unsorted?.size ?? this.sorted;
  }

  set(key: string, value: V): void {
    const { sortedKeys, sortedValues, sorted } = this;
    const last = sortedKeys[sorted - 1];
    if (this.unsorted === undefined && (last === undefined || last < key)) {
      sortedKeys[sorted] = key;
      sortedValues[sorted] = value;
      this.sorted = sorted + 1;
      return;
    }
    this.unsorted ??= new Map(this.keysInOrder.map((known, at) => [known, sortedValues[at] as V]));
    this.unsorted.set(key, value);
  }

  get(key: string): V | undefined {
    if (this.unsorted !== undefined) return this.unsorted.get(key);
    const at = this.locate(key);
    return at === undefined ? undefined : this.sortedValues[at];
  }

  keys(): MapIterator<string> {
    return this.unsorted?.keys() ?? this.keysInOrder.values();
  }

  /** The keys, if they came in their order; else none. */
  get keysInOrder(): readonly string[] {
    if (this.unsorted !== undefined) return [];
    if (this.sortedKeys.length > this.sorted) {
      this.sortedKeys.length = this.sorted;
      this.sortedValues.length = this.sorted;
    }
    return this.sortedKeys;
  }

  private locate(key: string): number | undefined {
    const { sortedKeys, cursor } = this;
    const end = Math.min(cursor + NEAR, this.sorted);
    for (let at = cursor; at < end; at += 1) {
      const candidate = sortedKeys[at] as string;
      if (candidate === key) {
        this.cursor = at + 1;
        return at;
      }
      // The one before is known to be smaller only where a step led here.
      if (candidate > key)
        return at > cursor || this.isAfterStart(key) ? undefined : this.search(key);
    }
    return this.search(key);
  }

  /** Whether the key lies behind the one before the cursor, so that it can't be before the cursor. */
  private isAfterStart(key: string): boolean {
    const before = this.sortedKeys[this.cursor - 1];
    return before === undefined || before < key;
  }

  private search(key: string): number | undefined {
    const { sortedKeys } = this;
    let low = 0;
    let high = this.sorted;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sortedKeys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    if (low === this.sorted || sortedKeys[low] !== key) return undefined;
    this.cursor = low + 1;
    return low;
  }
}
