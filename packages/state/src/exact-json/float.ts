import { floatText } from './float-text.js';

/**
 * A float that JavaScript alone would mistake for an integer: `1.0`, `1e16`, `-0.0`.
 *
 * Plain `number`s stand for an integer when they are integral and for a float otherwise, so only those
 * integral floats need the box. Which of the two a number was decides bytes: `1` and `1.0` differ in a
 * checksum and in a checkpoint.
 */
export class Float {
  /** The number itself. */
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** The number, for arithmetic and comparison. */
  valueOf(): number {
    return this.value;
  }

  /** The text that Python writes. */
  toString(): string {
    return floatText(this.value);
  }
}
