/**
 * What `--jsonl` tells of a run, one JSON object a line on stdout, each after what it tells of is
 * durable. The first line is a `session-begins`, the last one a `session-ends`,
 * except where the watching of a run that goes on was interrupted.
 */
export type RunEvent =
  | SessionBegins
  | ChangedJobFound
  | OtherJobFound
  | DecisionMade
  | JobBegins
  | JobEnds
  | JobLeft
  | ProblemFound
  | SessionEnds;

/** A run of the session has begun. */
export interface SessionBegins {
  readonly schema: 'plainbox-run-event/1';
  readonly event: 'session-begins';
  readonly id: string;
  readonly location: string;
  /** Ids of the jobs that have their results from before; those of further devices follow, here as below. */
  readonly kept: readonly string[];
  /** Ids of the jobs that are to run. */
  readonly todo: readonly string[];
}

/** The definition of a job is not the one that the session was saved with. */
export interface ChangedJobFound extends OfJob {
  readonly event: 'changed-job';
  /** What became of it. */
  readonly policy: 'rerun' | 'keep' | 'skip';
}

/**
 * A job is gone from the job files, and its results are set aside; or it is back, with its results;
 * or it is new there, and no part of the session.
 */
export interface OtherJobFound extends OfJob {
  readonly event: 'gone-job' | 'returned-job' | 'new-job';
}

/** What an event is about. */
export interface OfJob {
  readonly job: string;
  /** The device that it is for, where that has a name. */
  readonly device?: string;
}

/** It was settled what came of an attempt that was cut off. */
export interface DecisionMade extends OfJob {
  readonly event: 'decision';
  readonly outcome: string | null;
  readonly runsAgain: boolean;
  readonly reason: string;
}

/** A job was started. */
export interface JobBegins extends OfJob {
  readonly event: 'job-begins';
  /** 1 for the first. */
  readonly attempt: number;
}

/** A job has its result. */
export interface JobEnds extends OfJob {
  readonly event: 'job-ends';
  /** 0: it got its result without being run. */
  readonly attempt: number;
  readonly outcome: string | null;
  readonly seconds: number | null;
  readonly comments: string | null;
}

/** A job was passed over, and is still to do. */
export interface JobLeft extends OfJob {
  readonly event: 'job-left';
  readonly reason: string;
}

/** Something is wrong that does not stop the run. */
export interface ProblemFound {
  readonly event: 'problem';
  readonly code: string;
  readonly message: string;
}

/** The run has ended. */
export interface SessionEnds {
  readonly event: 'session-ends';
  readonly status: 'finished' | 'stopped' | 'waiting';
  /** What the shell gets. */
  readonly exitCode: number;
  /** Jobs by their last outcome; `none`: not run. */
  readonly outcomes: Readonly<Record<string, number>>;
}
