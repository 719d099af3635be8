import { sortKeys } from './key-order.js';

const encoder = new TextEncoder();
const PLAIN_KEY = /^[\w .:/+-]*$/;

/**
 * The keys of many objects, held once.
 *
 * A session has 100 000 result objects with the same five keys. Objects that share a shape cost two allocations
 * instead of a hash table each, are read by comparing the text with what the shape predicts, and are written without
 * sorting their keys again. Only for keys that stand in the text as they are: see {@link Shape.fits}.
 */
export class Shape {
  readonly keys: readonly string[];
  /** Positions of the keys, in the order in which they are written. */
  readonly order: readonly number[];
  /** What is written before the value at each position of {@link order}: separator, key and colon, as ASCII. */
  readonly labels: readonly Uint8Array[];
  /** The same in the order of {@link keys}: what a reader expects of another such object. */
  readonly tokens: readonly Uint8Array[];

  constructor(keys: readonly string[]) {
    this.keys = keys.map(interned);
    const sorted = sortKeys([...keys]);
    this.order = sorted.map((key) => keys.indexOf(key));
    this.labels = sorted.map(label);
    this.tokens = keys.map(label);
  }

  /** Whether the keys are of ASCII without escapes. */
  static fits(keys: readonly string[]): boolean {
    return keys.every((key) => PLAIN_KEY.test(key));
  }

  indexOf(key: string): number {
    return this.keys.indexOf(key);
  }
}

/**
 * The string that the engine itself keeps of this text, as it does of every name in a program: comparing the two is then
 * comparing their addresses.
 */
function interned(key: string): string {
  return Object.keys({ [key]: 0 })[0] as string;
}

function label(key: string, at: number): Uint8Array {
  return encoder.encode(`${at === 0 ? '{' : ','}"${key}":`);
}
