import type { JobDefinition, JobId, SessionState } from '@plainbox/state';
import { Constraints } from './constraints.js';
import { isExclusive } from './exclusive.js';

/** What can be done next. */
export type Step =
  /** The job's turn has come: it can start now, or it never will. */
  | { readonly kind: 'turn'; readonly job: JobDefinition }
  /** For one of the jobs that run. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'done' };

/**
 * Takes the jobs of a session's run list in its order. With several at a time, a job's turn comes
 * when all is over that a serial run would have done before it and that concerns it: it meets the
 * same readiness then, so the results are those of a serial run.
 */
export class Schedule {
  readonly #state: SessionState;
  readonly #isToDo: (id: JobId) => boolean;
  /** Judged in this run: finished, refused, or left for a later one. */
  readonly #settled = new Set<JobId>();
  readonly #running = new Map<JobId, JobDefinition>();
  #runList: readonly JobDefinition[] = [];
  #constraints: Constraints = new Constraints([]);
  /** Everything before it in the run list is settled. */
  #first = 0;

  constructor(state: SessionState, isToDo: (id: JobId) => boolean) {
    this.#state = state;
    this.#isToDo = isToDo;
  }

  /** The jobs that run, in the order in which they were started. */
  get running(): readonly JobDefinition[] {
    return [...this.#running.values()];
  }

  /** Whether there is a job to do that does not run yet. */
  get hasMore(): boolean {
    for (const job of this.#open()) if (!this.#running.has(job.id)) return true;
    return false;
  }

  /** What is to do, the running jobs among it, in the order of the run list. */
  get toDo(): readonly JobDefinition[] {
    return [...this.#open()];
  }

  next(): Step {
    if (this.running.some(isExclusive)) return { kind: 'wait' };
    const openBefore = new Set<JobId>();
    for (const job of this.#open()) {
      if (!this.#running.has(job.id)) {
        if (this.#hasItsTurn(job, openBefore)) return { kind: 'turn', job };
        // It would wait for ever if later jobs were let past it.
        if (isExclusive(job)) return { kind: 'wait' };
      }
      openBefore.add(job.id);
    }
    return { kind: openBefore.size > 0 ? 'wait' : 'done' };
  }

  started(job: JobDefinition): void {
    this.#running.set(job.id, job);
  }

  /** Its attempt was cut off, and it is still to do. */
  stopped(job: JobDefinition): void {
    this.#running.delete(job.id);
  }

  settled(job: JobDefinition): void {
    this.#running.delete(job.id);
    this.#settled.add(job.id);
  }

  #hasItsTurn(job: JobDefinition, openBefore: ReadonlySet<JobId>): boolean {
    if (openBefore.size === 0) return true;
    if (isExclusive(job)) return false;
    for (const id of this.#constraints.waitsFor(job)) if (openBefore.has(id)) return false;
    return true;
  }

  *#open(): Generator<JobDefinition> {
    this.#follow();
    for (let at = this.#first; at < this.#runList.length; at += 1) {
      const job = this.#runList[at];
      if (job && this.#isOpen(job)) yield job;
    }
  }

  #isOpen({ id }: JobDefinition): boolean {
    return !this.#settled.has(id) && (this.#running.has(id) || this.#isToDo(id));
  }

  /** The state replaces its run list as a whole whenever jobs come or go. */
  #follow(): void {
    if (this.#runList !== this.#state.runList) {
      this.#runList = this.#state.runList;
      this.#constraints = new Constraints(this.#runList);
      this.#first = 0;
    }
    for (; this.#first < this.#runList.length; this.#first += 1) {
      const job = this.#runList[this.#first];
      if (job && this.#isOpen(job)) return;
    }
  }
}
