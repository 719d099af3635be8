/** One thing that an older format can't hold. */
export interface Loss {
  /** The version that can't hold it. */
  readonly version: string | number;
  /** Where it stands, from the `session` object down. */
  readonly path: readonly string[];
  /** What would be lost, as a sentence for people. */
  readonly what: string;
}
