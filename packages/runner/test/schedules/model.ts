import type { SessionManager } from '@plainbox/manager';
import type { JobId, Outcome } from '@plainbox/state';
import { isCutOff } from '../../src/decisions/cut-off-results.js';
import { type Plan, type PlannedChange, type PlannedJob, policyFor } from './plan.js';

/** What must hold of a session, whatever interrupts it: so simple that it is seen to be right. */
export class Model {
  readonly #jobs: readonly PlannedJob[];
  /** Outcomes that were told to be durable, of each job in their order. */
  readonly #told = new Map<JobId, readonly Outcome[]>();
  /** Jobs that have a result that stands, and nobody wishes to run again. */
  #settled = new Set<JobId>();
  /** Changed jobs that are skipped, which is not durable before the run has begun. */
  #skipped: readonly JobId[] = [];

  constructor({ jobs }: Plan) {
    this.#jobs = jobs;
  }

  /** A life begins with the session as it was found, and with what was decided on the jobs that were changed for it. */
  found({ state, reruns }: SessionManager, changes: readonly PlannedChange[]): void {
    const skippedBefore = this.#skipped;
    this.#settled = new Set();
    this.#skipped = this.#jobs
      .map(({ id }) => id)
      .filter((id) => policyFor(changes, id) === 'skip');
    for (const { id } of this.#jobs) {
      const history = state.jobs.get(id)?.resultHistory ?? [];
      const last = history.at(-1);
      if (last && !isCutOff(last) && !reruns.has(id)) this.#settled.add(id);
      const kept = history.filter((result) => !isCutOff(result)).map(({ outcome }) => outcome);
      this.#compare(id, kept, skippedBefore.includes(id));
    }
    for (const id of this.#skipped) {
      if (!this.#settled.has(id)) throw new Error(`job ${id} was to be skipped, and is to run`);
    }
  }

  /** What was decided on changed jobs is durable. */
  runStarted(): void {
    for (const id of this.#skipped) this.#add(id, 'skip');
    this.#skipped = [];
  }

  begins(id: JobId): void {
    if (this.#settled.has(id)) throw new Error(`job ${id} had finished, and is run again`);
  }

  told(id: JobId, outcome: Outcome): void {
    const due = this.#due(id);
    if (outcome !== due) throw new Error(`job ${id}: ${outcome} instead of ${due}`);
    this.#settled.add(id);
    this.#add(id, outcome);
  }

  wished(id: JobId): void {
    this.#settled.delete(id);
  }

  /** What the session has come to. */
  outcomes(): Map<JobId, Outcome> {
    return new Map(this.#jobs.map(({ id }) => [id, this.#toldOf(id).at(-1) ?? null]));
  }

  /** What is kept of a job is what was told; one more may be durable without anybody having heard of it. */
  #compare(id: JobId, kept: readonly Outcome[], skippedBefore: boolean): void {
    const told = this.#toldOf(id);
    const unheard = [this.#due(id), ...(skippedBefore ? ['skip' as const] : [])];
    const durable = [told, ...unheard.map((outcome) => [...told, outcome])].find((outcomes) => {
      const found = this.#skipped.includes(id) ? [...outcomes, 'skip' as const] : outcomes;
      return String(joined(found)) === String(joined(kept));
    });
    if (!durable) throw new Error(`job ${id}: told ${told}, but kept ${kept}`);
    this.#told.set(id, durable);
  }

  /** The outcome of a serial run, as the jobs now stand that it depends on. */
  #due(id: JobId): Outcome {
    const job = this.#jobs.find((each) => each.id === id);
    const needed = job?.depends.map((other) => this.#toldOf(other).at(-1)) ?? [];
    if (needed.includes('skip')) return 'skip';
    return needed.every((outcome) => outcome === 'pass')
      ? (job?.outcome ?? null)
      : 'skipped-dependency';
  }

  #toldOf(id: JobId): readonly Outcome[] {
    return this.#told.get(id) ?? [];
  }

  #add(id: JobId, outcome: Outcome): void {
    this.#told.set(id, [...this.#toldOf(id), outcome]);
  }
}

/** A job that is not run, and again for the same reason, has nothing new to keep. */
function joined(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.filter(
    (outcome, at) => !outcome?.startsWith('skip') || outcome !== outcomes[at - 1],
  );
}
