/** What a worker is to fold. */
export interface FoldOrder {
  /** Folder of the repository. */
  readonly repository: string;
  /** The session. */
  readonly id: string;
  /** Number of the durable checkpoint that the snapshot is to stand for. */
  readonly sequence: number;
}
