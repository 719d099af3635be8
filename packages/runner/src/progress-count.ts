import type { JobDefinition, SessionState } from '@plainbox/state';
import { RunEstimate } from './run-estimate.js';
import type { RunProgress } from './runner-events.js';

/** Counts how far a run has come. */
export class ProgressCount {
  readonly #state: SessionState;
  #estimate = new RunEstimate([]);
  #open = 0;

  constructor(state: SessionState) {
    this.#state = state;
  }

  get now(): RunProgress {
    const total = this.#state.runList.length;
    return { done: total - this.#open, total, secondsLeft: this.#estimate.secondsLeft };
  }

  /** Counts anew: the run begins, or has got more to do. */
  begin(toDo: readonly JobDefinition[]): void {
    this.#open = toDo.length;
    this.#estimate = this.#estimate.for(toDo);
  }

  /** A job has its result; `seconds` if it ran. */
  finished(job: JobDefinition, seconds: number | null): void {
    this.#open -= 1;
    this.#estimate.over(job, seconds);
  }

  /** A job is not done in this run: it stays open, but takes no time. */
  left(job: JobDefinition): void {
    this.#estimate.over(job, null);
  }
}
