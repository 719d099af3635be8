import { Float } from '@plainbox/state';

/** A float as exact JSON has it: boxed where JavaScript would take it for an integer. */
export function exactFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** An integer as exact JSON has it: a `number` as long as that is exact. */
export function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
