/**
 * One record of what a resource job found: names and values, all text. A name that isn't there reads as the empty
 * text, so that expressions can ask for anything.
 */
export class Resource {
  /** The names with their values. */
  readonly data: ReadonlyMap<string, string>;

  constructor(data: ReadonlyMap<string, string> | { readonly [name: string]: string } = {}) {
    this.data = data instanceof Map ? data : new Map(Object.entries(data));
  }

  /** The value of that name, as an expression sees it: empty if it isn't there. */
  attribute(name: string): string {
    return this.data.get(name) ?? '';
  }

  /** Whether both hold the same names and values. */
  equals(other: Resource): boolean {
    if (this.data.size !== other.data.size) return false;
    for (const [name, value] of this.data) {
      if (other.data.get(name) !== value) return false;
    }
    return true;
  }
}
