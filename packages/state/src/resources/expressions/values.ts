import type { Resource } from '../resource.js';

/** A Python `bytes` value, as text of one character per byte. */
export class Bytes {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A Python imaginary number; nothing in the language makes one with a real part. */
export class Imaginary {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A Python list or tuple: never equal to one of the other form. */
export class Sequence {
  readonly form: 'list' | 'tuple';
  readonly items: readonly Value[];

  constructor(form: 'list' | 'tuple', items: readonly Value[]) {
    this.form = form;
    this.items = items;
  }
}

/** Python's `...`. */
export const ELLIPSIS: unique symbol = Symbol('...');

/**
 * What an expression computes with. `bigint` is Python's `int` and `number` its `float`: JavaScript compares the two
 * exactly, as Python does.
 */
export type Value =
  | string
  | bigint
  | number
  | boolean
  | null
  | typeof ELLIPSIS
  | Bytes
  | Imaginary
  | Sequence
  | Resource;
