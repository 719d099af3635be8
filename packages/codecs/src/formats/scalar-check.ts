import type { ExactJson } from '@plainbox/state';
import { limitExceeded, type ReadLimits } from '../limits.js';

const MAX_BYTES_OF_A_UNIT = 3;
const DIGITS_OF_A_HEX_DIGIT = Math.log10(16);

/** Holds the strings, keys and integers of a document to the limits, each by itself and the text together. */
export class ScalarCheck {
  private readonly limits: ReadLimits;
  private units = 0;

  constructor(limits: ReadLimits) {
    this.limits = limits;
  }

  check(value: ExactJson): void {
    if (typeof value === 'string') this.checkText(value);
    // Of other numbers none has more digits than JSON needs for it.
    else if (typeof value === 'bigint') this.checkInteger(value);
  }

  private checkText(text: string): void {
    const { maxStringBytes, maxTextBytes } = this.limits;
    if (bytesBeyond(text, maxStringBytes)) {
      const what = `The session has a string of more than ${maxStringBytes} bytes`;
      throw limitExceeded('maxStringBytes', maxStringBytes, what);
    }
    // No text is shorter than the strings in it, unless an encoding unpacks them, or has references.
    this.units += text.length;
    if (this.units > maxTextBytes) {
      throw limitExceeded('maxTextBytes', maxTextBytes, 'The session has too much text');
    }
  }

  private checkInteger(value: bigint): void {
    const { maxNumberDigits } = this.limits;
    if (digitsBeyond(value, maxNumberDigits)) {
      const what = `The session has a number of more than ${maxNumberDigits} digits`;
      throw limitExceeded('maxNumberDigits', maxNumberDigits, what);
    }
  }
}

/** Whether the text takes more bytes than that; nearly always its length alone tells. */
function bytesBeyond(text: string, most: number): boolean {
  if (text.length > most) return true;
  return text.length * MAX_BYTES_OF_A_UNIT > most && new TextEncoder().encode(text).length > most;
}

/** Whether the integer has more digits than that. Those of base 16 are had in no time, and nearly always tell. */
function digitsBeyond(value: bigint, most: number): boolean {
  const positive = value < 0n ? -value : value;
  const hexDigits = positive.toString(16).length;
  if (hexDigits * DIGITS_OF_A_HEX_DIGIT < most) return false;
  return (hexDigits - 1) * DIGITS_OF_A_HEX_DIGIT > most || positive.toString().length > most;
}
