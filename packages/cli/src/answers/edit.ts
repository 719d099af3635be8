import type { Answer } from './answer.js';

/** What `plainbox edit --json` answers. */
export interface EditAnswer extends Answer {
  readonly schema: 'plainbox-edit/1';
  /** Nothing was changed: this is how it would be. */
  readonly dryRun: boolean;
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  readonly title: string | null;
  /** Sorted. */
  readonly flags: readonly string[];
  /** Ids of the jobs that are asked for. */
  readonly desiredJobs: readonly string[];
  /** Ids of the jobs whose last result got another comment. */
  readonly commented: readonly string[];
}
