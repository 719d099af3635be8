import { compareCodePoints } from '../exact-json/code-points.js';
import type { JobId } from '../job-id.js';
import type { Outcome } from '../results/outcome.js';
import type { JobDefinition } from '../units/job-definition.js';
import { type InhibitorCause, ReadinessInhibitor, UNDESIRED } from './inhibitor.js';
import { causeOfWaiting, type Waiting, type WaitingKind } from './waiting.js';

// Shared by all jobs that wait for nothing, and never written to.
const NO_WAITING: Waiting[] = [];
const NO_INHIBITORS: readonly ReadinessInhibitor[] = Object.freeze([]);

/** The order of the fields in the list of reasons. */
const LISTED: readonly WaitingKind[] = ['depends', 'after', 'salvages'];

/**
 * Whether one job may start. A result is counted at once for each job that waits for it; the list of reasons is made
 * when somebody reads it, so that a job with many dependencies doesn't cost all of them each time.
 */
export class JobReadiness {
  readonly job: JobDefinition;
  /** The outcome of the job's current result. */
  outcome: Outcome = null;
  #onRunList = false;
  #requirements: readonly ReadinessInhibitor[] = NO_INHIBITORS;
  #waitsFor: Waiting[] = NO_WAITING;
  #waiters: Waiting[] = NO_WAITING;
  /** How many of those that it waits for keep it from starting. */
  #unmet = 0;
  #inhibitors: readonly ReadinessInhibitor[] | undefined;

  constructor(job: JobDefinition) {
    this.job = job;
  }

  get onRunList(): boolean {
    return this.#onRunList;
  }

  /** Whether nothing is against starting the job. */
  get isReady(): boolean {
    return this.#onRunList && this.#unmet === 0 && this.#requirements.length === 0;
  }

  /** Everything against starting the job: manifest, resources, then `depends`, `after` and `salvages`, each by id. */
  get inhibitors(): readonly ReadinessInhibitor[] {
    if (!this.#onRunList) return UNDESIRED;
    if (this.#unmet === 0) return this.#requirements;
    this.#inhibitors ??= Object.freeze([...this.#requirements, ...this.#listWaiting()]);
    return this.#inhibitors;
  }

  /** What this job waits for. */
  get waitsFor(): readonly Waiting[] {
    return this.#waitsFor;
  }

  /** Which jobs wait for this one. */
  get waiters(): readonly Waiting[] {
    return this.#waiters;
  }

  /** Puts the job on the run list, so far without anything to wait for. */
  enlist(): void {
    this.#onRunList = true;
  }

  /** Takes the job off the run list, and with it all that it waits for. */
  reset(): void {
    this.#onRunList = false;
    this.#requirements = NO_INHIBITORS;
    this.#waitsFor = NO_WAITING;
    this.#unmet = 0;
    this.#inhibitors = undefined;
  }

  /** Lets the job wait for another, which may be missing. */
  waitFor(kind: WaitingKind, targetId: JobId, target: JobReadiness | undefined): Waiting {
    const waiting: Waiting = { kind, waiter: this, targetId, target };
    if (this.#waitsFor === NO_WAITING) this.#waitsFor = [waiting];
    else this.#waitsFor.push(waiting);
    target?.addWaiter(waiting);
    if (causeOfWaiting(kind, target?.outcome ?? null) !== undefined) this.#unmet++;
    return waiting;
  }

  /** Forgets who waits for this job, on the run list or not. */
  forgetWaiters(): void {
    this.#waiters = NO_WAITING;
  }

  addWaiter(waiting: Waiting): void {
    if (this.#waiters === NO_WAITING) this.#waiters = [waiting];
    else this.#waiters.push(waiting);
  }

  /** Takes in that what keeps it waiting for another job changed; says whether that makes a difference. */
  causeChanged(before: InhibitorCause | undefined, after: InhibitorCause | undefined): boolean {
    if (before === after) return false;
    this.#unmet += Number(after !== undefined) - Number(before !== undefined);
    this.#inhibitors = undefined;
    return true;
  }

  /** Takes in what manifest and resources say; says whether that is something new. */
  requirementsChanged(requirements: readonly ReadinessInhibitor[]): boolean {
    const before = this.#requirements;
    if (
      before.length === requirements.length &&
      before.every((inhibitor, at) => inhibitor.equals(requirements[at] as ReadinessInhibitor))
    ) {
      return false;
    }
    this.#requirements = requirements;
    this.#inhibitors = undefined;
    return true;
  }

  /** Takes in that a job which it waits for came or went. */
  targetReplaced(): void {
    this.#inhibitors = undefined;
  }

  #listWaiting(): ReadinessInhibitor[] {
    return LISTED.flatMap((kind) =>
      this.#waitsFor
        .filter((waiting) => waiting.kind === kind)
        .sort((a, b) => compareCodePoints(a.targetId, b.targetId))
        .flatMap(inhibitorsOf),
    );
  }
}

function inhibitorsOf({ kind, target, targetId }: Waiting): ReadinessInhibitor[] {
  const cause = causeOfWaiting(kind, target?.outcome ?? null);
  if (cause === undefined) return [];
  return [new ReadinessInhibitor({ cause, relatedJob: target?.job, relatedJobId: targetId })];
}
