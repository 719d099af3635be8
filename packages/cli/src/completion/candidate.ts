/** A word that may stand where the cursor is. */
export interface Candidate {
  /** The word; `:files` and `:directories` leave it to the shell. */
  readonly value: string;
  readonly description: string;
}
