import type { JobDefinition, SessionState } from '@plainbox/state';
import { RunEstimate } from './run-estimate.js';
import type { RunProgress } from './runner-events.js';

/** Counts how far a run has come, on all devices. */
export class ProgressCount {
  readonly #states: readonly SessionState[];
  #estimate = new RunEstimate([]);
  #open = 0;

  constructor(states: readonly SessionState[]) {
    this.#states = states;
  }

  get now(): RunProgress {
    const total = this.#states.reduce((sum, { runList }) => sum + runList.length, 0);
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
