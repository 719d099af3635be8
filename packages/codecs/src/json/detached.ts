/**
 * A copy that doesn't keep the text it was cut from alive: engines let a slice point into its parent, so that one
 * comment that is kept would hold the text of the whole session in memory.
 */
export function detached(value: string): string {
  return ` ${value}`.slice(1);
}
