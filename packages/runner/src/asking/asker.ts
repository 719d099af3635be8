import type { JobDefinition, JobResult } from '@plainbox/state';

/** What a person is asked about a job. */
export interface Question {
  readonly job: JobDefinition;
  /** The device that it is about; null for this machine. */
  readonly device: string | null;
  /**
   * - `manual`: do what the job describes, and say what came of it.
   * - `start`: make ready what the job describes, then let its command run.
   * - `verify`: the command has run; judge what it did.
   */
  readonly kind: 'manual' | 'start' | 'verify';
  /** For `verify`: what the command gave. */
  readonly result?: JobResult;
  /** What was typed about the job before the session was last interrupted. */
  readonly draft: string;
  /** Keeps what was typed so far: it survives a kill from when this resolves. */
  keep(draft: string): Promise<void>;
}

/** What the person answered. */
export type Answer =
  /** Only to the question `start`. */
  | { readonly start: true }
  | { readonly outcome: 'pass' | 'fail' | 'skip'; readonly comments?: string };

/**
 * Asks a person. The runner has no terminal: whoever has one, or a window, or a chat, brings this.
 * One question at a time.
 */
export interface Asker {
  /**
   * `undefined` where nobody is there, or wants to answer now: the job waits then. Throws the signal's reason when it
   * is aborted.
   */
  ask(question: Question, options: { readonly signal: AbortSignal }): Promise<Answer | undefined>;
}
