import type { SessionManager } from '@plainbox/manager';
import type { JobId, Outcome } from '@plainbox/state';
import { isCutOff } from '../../src/decisions/cut-off-results.js';
import type { Plan, PlannedJob } from './plan.js';

/** What must hold of a session, whatever interrupts it: so simple that it is seen to be right. */
export class Model {
  readonly #jobs: readonly PlannedJob[];
  /** Outcomes that were told to be durable, of each job in their order. */
  readonly #told = new Map<JobId, Outcome[]>();
  /** Jobs that have a result that stands, and nobody wishes to run again. */
  #settled = new Set<JobId>();

  constructor({ jobs }: Plan) {
    this.#jobs = jobs;
  }

  /** A life begins with the session as it was found. */
  found({ state, reruns }: SessionManager): void {
    this.#settled = new Set();
    for (const { id } of this.#jobs) {
      const history = state.jobs.get(id)?.resultHistory ?? [];
      const kept = history.filter((result) => !isCutOff(result)).map(({ outcome }) => outcome);
      const told = this.#told.get(id) ?? [];
      const isKept = told.every((outcome, at) => kept[at] === outcome);
      // One more may be durable without anybody having heard of it.
      if (!isKept || kept.length > told.length + 1) {
        throw new Error(`job ${id}: told ${told}, but kept ${kept}`);
      }
      this.#told.set(id, kept);
      const last = history.at(-1);
      if (last && !isCutOff(last) && !reruns.has(id)) this.#settled.add(id);
    }
  }

  begins(id: JobId): void {
    if (this.#settled.has(id)) throw new Error(`job ${id} had finished, and is run again`);
  }

  told(id: JobId, outcome: Outcome, hasRun: boolean): void {
    this.#settled.add(id);
    const told = this.#told.get(id) ?? [];
    // A job that is refused again for the same reason has nothing new to keep.
    if (hasRun || told.at(-1) !== outcome) this.#told.set(id, [...told, outcome]);
  }

  wished(id: JobId): void {
    this.#settled.delete(id);
  }

  /** What a serial run without interruption gives. */
  outcomes(): Map<JobId, Outcome> {
    const outcomes = new Map<JobId, Outcome>();
    for (const { id, outcome, depends } of this.#jobs) {
      const canStart = depends.every((other) => outcomes.get(other) === 'pass');
      outcomes.set(id, canStart ? outcome : 'skipped-dependency');
    }
    return outcomes;
  }
}
