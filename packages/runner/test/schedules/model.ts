import type { SessionManager } from '@plainbox/manager';
import type { JobId, Outcome } from '@plainbox/state';
import { isCutOff } from '../../src/decisions/cut-off-results.js';
import type { Decision } from '../../src/index.js';
import { Ledger } from '../../src/ledger.js';
import { type Plan, type PlannedChange, type PlannedJob, policyFor } from './plan.js';

/** What was heard of a decision. */
export interface HeardDecision extends Pick<Decision, 'rule' | 'outcome' | 'runsAgain'> {
  readonly id: JobId;
}

/** What must hold of a session, whatever interrupts it: so simple that it is seen to be right. */
export class Model {
  readonly #jobs: readonly PlannedJob[];
  readonly #maxCrashes: number;
  /** Outcomes that were told to be durable, of each job in their order. */
  readonly #told = new Map<JobId, readonly Outcome[]>();
  /** How often each job was cut off. */
  readonly #crashes = new Map<JobId, number>();
  /** Jobs whose last attempt was one too many to be cut off. */
  #givenUp = new Set<JobId>();
  /** Jobs that have a result that stands, and nobody wishes to run again. */
  #settled = new Set<JobId>();
  /** Jobs that are to run once more, which nothing has begun to meet. */
  #wishes = new Set<JobId>();
  /** Jobs whose present attempt has saved its outcome. */
  readonly #saved = new Set<JobId>();
  /** What was decided on changed jobs, which is not durable before the run has begun. */
  #skipped: readonly JobId[] = [];
  #renewed: readonly JobId[] = [];
  /** Changed jobs that have to run by their new definition. */
  readonly #owed = new Set<JobId>();

  constructor({ jobs, maxCrashes }: Plan) {
    this.#jobs = jobs;
    this.#maxCrashes = maxCrashes;
  }

  /** A life begins with the session as it was found, and with what was decided on the jobs that were changed for it. */
  found({ state, reruns, data }: SessionManager, changes: readonly PlannedChange[]): void {
    const skippedBefore = this.#skipped;
    const ids = this.#jobs.map(({ id }) => id);
    this.#skipped = ids.filter((id) => policyFor(changes, id) === 'skip');
    this.#renewed = ids.filter((id) => policyFor(changes, id) === 'rerun');
    this.#settled = new Set();
    this.#givenUp = new Set();
    for (const id of ids) {
      const history = state.jobs.get(id)?.resultHistory ?? [];
      const kept = history.filter((result) => !isCutOff(result)).map(({ outcome }) => outcome);
      this.#compare(id, kept, skippedBefore.includes(id));
      this.#count(id, history.length - kept.length);
      const last = history.at(-1);
      const isGivenUp = last && isCutOff(last) && this.#crashesOf(id) >= this.#maxCrashes;
      if (isGivenUp) this.#givenUp.add(id);
      if (last && (isGivenUp || !isCutOff(last)) && !reruns.has(id)) this.#settled.add(id);
    }
    for (const { job } of new Ledger(data).running) {
      if (!this.#skipped.includes(job)) this.#settled.delete(job);
    }
    for (const id of this.#owed) {
      // It could not run, as before: that adds nothing to its history.
      const isBlockedAgain = this.#settled.has(id) && this.#isBlockedAsBefore(id);
      if (isBlockedAgain) this.#owed.delete(id);
    }
    for (const id of this.#skipped) {
      if (!this.#settled.has(id)) throw new Error(`job ${id} was to be skipped, and is to run`);
    }
    this.#wishes = new Set([...reruns, ...this.#renewed]);
  }

  /** What was decided on changed jobs is durable. */
  runStarted(): void {
    for (const id of this.#skipped) {
      this.#add(id, 'skip');
      this.#owed.delete(id);
    }
    for (const id of this.#renewed) this.#owed.add(id);
    this.#skipped = [];
    this.#renewed = [];
  }

  /** What came of an attempt that was cut off is durable. */
  decided({ id, rule, outcome, runsAgain }: HeardDecision): void {
    const due = this.#dueDecision(id);
    const heard = { rule, outcome, runsAgain };
    if (JSON.stringify(heard) !== JSON.stringify(due)) {
      throw new Error(`job ${id}: ${JSON.stringify(heard)} instead of ${JSON.stringify(due)}`);
    }
    if (rule === 'crash') this.#crashes.set(id, this.#crashesOf(id) + 1);
    else this.#add(id, outcome);
    this.#saved.delete(id);
    if (runsAgain) return;
    this.#owed.delete(id);
    this.#settled.add(id);
    if (rule === 'crash') this.#givenUp.add(id);
  }

  #dueDecision(id: JobId): Omit<HeardDecision, 'id'> {
    const isRenewed = this.#wishes.has(id);
    if (this.#saved.has(id)) {
      return { rule: 'saved-outcome', outcome: this.#ownOutcome(id), runsAgain: isRenewed };
    }
    const isOneTooMany = this.#crashesOf(id) + 1 >= this.#maxCrashes;
    return { rule: 'crash', outcome: 'crash', runsAgain: isRenewed || !isOneTooMany };
  }

  begins(id: JobId): void {
    if (this.#settled.has(id)) throw new Error(`job ${id} had finished, and is run again`);
    this.#owed.delete(id);
    if (this.#jobs.some((job) => job.id === id && job.saves)) this.#saved.add(id);
    else this.#saved.delete(id);
  }

  told(id: JobId, outcome: Outcome): void {
    const due = this.#due(id);
    if (outcome !== due) throw new Error(`job ${id}: ${outcome} instead of ${due}`);
    this.#settled.add(id);
    this.#add(id, outcome);
    this.#owed.delete(id);
    this.#saved.delete(id);
  }

  wished(id: JobId): void {
    this.#settled.delete(id);
    this.#wishes.add(id);
  }

  /** What the session has come to. */
  outcomes(): Map<JobId, Outcome> {
    for (const id of this.#owed) throw new Error(`job ${id} was changed, and not run anew`);
    return new Map(this.#jobs.map(({ id }) => [id, this.#outcomeOf(id)]));
  }

  /** What is kept of a job is what was told; one more may be durable without anybody having heard of it. */
  #compare(id: JobId, kept: readonly Outcome[], skippedBefore: boolean): void {
    const told = this.#toldOf(id);
    const unheard = [
      this.#due(id),
      ...(skippedBefore ? ['skip' as const] : []),
      ...(this.#saved.has(id) ? [this.#ownOutcome(id)] : []),
    ];
    const durable = [told, ...unheard.map((outcome) => [...told, outcome])].find((outcomes) => {
      const found = this.#skipped.includes(id) ? [...outcomes, 'skip' as const] : outcomes;
      return String(joined(found)) === String(joined(kept));
    });
    if (!durable) throw new Error(`job ${id}: told ${told}, but kept ${kept}`);
    if (durable === told) return;
    this.#told.set(id, durable);
    this.#owed.delete(id);
    this.#saved.delete(id);
  }

  /** The same goes for attempts that were cut off. */
  #count(id: JobId, kept: number): void {
    const told = this.#crashesOf(id);
    if (kept !== told && kept !== told + 1) {
      throw new Error(`job ${id}: told of ${told} crashes, but kept ${kept}`);
    }
    if (kept > told) this.#saved.delete(id);
    this.#crashes.set(id, kept);
  }

  /** The outcome of a serial run, as the jobs now stand that it depends on. */
  #due(id: JobId): Outcome {
    const job = this.#jobs.find((each) => each.id === id);
    const needed = job?.depends.map((other) => this.#outcomeOf(other)) ?? [];
    if (needed.includes('skip')) return 'skip';
    return needed.every((outcome) => outcome === 'pass')
      ? this.#ownOutcome(id)
      : 'skipped-dependency';
  }

  #isBlockedAsBefore(id: JobId): boolean {
    const due = this.#due(id);
    return due?.startsWith('skip') === true && due === this.#toldOf(id).at(-1);
  }

  /** What the job itself gives, if it is run. */
  #ownOutcome(id: JobId): Outcome {
    return this.#jobs.find((each) => each.id === id)?.outcome ?? null;
  }

  #outcomeOf(id: JobId): Outcome {
    return this.#givenUp.has(id) ? 'crash' : (this.#toldOf(id).at(-1) ?? null);
  }

  #crashesOf(id: JobId): number {
    return this.#crashes.get(id) ?? 0;
  }

  #toldOf(id: JobId): readonly Outcome[] {
    return this.#told.get(id) ?? [];
  }

  #add(id: JobId, outcome: Outcome): void {
    this.#told.set(id, [...this.#toldOf(id), outcome]);
    this.#givenUp.delete(id);
  }
}

/** A job that is not run, and again for the same reason, has nothing new to keep. */
function joined(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.filter(
    (outcome, at) => !outcome?.startsWith('skip') || outcome !== outcomes[at - 1],
  );
}
