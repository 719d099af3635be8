import type { JobDefinition, Outcome } from '@plainbox/state';

/** The rule by which it is settled what came of an attempt that was cut off. */
export type DecisionRule =
  /** The job itself left its outcome in the session's shared folder. */
  | 'saved-outcome'
  /** A job that ends with a reboot, and the machine has rebooted. */
  | 'rebooted'
  /** The process or the machine died, and the job left nothing. */
  | 'crash';

/** What was settled about a job that was running when its session was cut off. */
export interface Decision {
  readonly job: JobDefinition;
  /** The device that it ran on; null for this machine. */
  readonly device: string | null;
  readonly rule: DecisionRule;
  /** Recorded as the outcome of the attempt that was cut off. */
  readonly outcome: Outcome;
  /** Whether the job is run again all the same. */
  readonly runsAgain: boolean;
  /** For people; stored as the comment of the result. */
  readonly reason: string;
}
