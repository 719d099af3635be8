const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The string with each lone surrogate replaced by U+FFFD, as it is written. */
export function wellFormed(value: string): string {
  return value.replace(LONE_SURROGATE, '\ufffd');
}
