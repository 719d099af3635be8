import type { Outcome } from '@plainbox/state';

/** How far a run has come, and how long it may still take. */
export interface RunStanding {
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | undefined;
}

/** A job that has just got its result. */
export interface FinishedJob {
  readonly id: string;
  readonly outcome: Outcome;
  /** Null where nothing ran. */
  readonly seconds: number | null;
  /** Why, for what didn't pass. */
  readonly comments: string | null;
}

/** Shows a run while it goes on. */
export interface RunDisplay {
  begin(standing: RunStanding): void;
  jobStarted(id: string, standing: RunStanding): void;
  jobFinished(job: FinishedJob, standing: RunStanding): void;
  /** A line that stays. */
  tell(line: string): void;
  /** Leaves the screen to somebody else, until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Takes down whatever is redrawn. */
  end(): void;
}
