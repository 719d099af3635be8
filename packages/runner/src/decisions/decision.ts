import type { JobDefinition, Outcome } from '@plainbox/state';

/** What was settled about a job that was running when its session was cut off. */
export interface Decision {
  readonly job: JobDefinition;
  /** Which rule it was settled by. */
  readonly rule: 'crash';
  /** The outcome recorded for the attempt that was cut off. */
  readonly outcome: Outcome;
  /** Whether the job is run again. */
  readonly runsAgain: boolean;
  /** Stored with the result as its comment. */
  readonly reason: string;
}
