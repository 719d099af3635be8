import type { JobId } from '../job-id.js';
import type { Outcome } from '../results/outcome.js';
import { SetupJob } from '../units/setup-job.js';
import type { JobReadiness } from './job-readiness.js';
import { type RequirementFacts, requirementInhibitors } from './requirement-inhibitors.js';
import { causeOfWaiting, type Waiting, type WaitingKind } from './waiting.js';

/** What the graph has to know of the session around it. */
export interface ReadinessContext extends RequirementFacts {
  find(id: JobId): JobReadiness | undefined;
  /** Told of each job whose reasons changed, maybe more than once. */
  changed(readiness: JobReadiness): void;
}

/**
 * Keeps the readiness of all jobs right while results come in. Who waits for whom is written down once per run list,
 * so that a result costs what waits for it and nothing else. Jobs off the run list are never looked at.
 */
export class ReadinessGraph {
  readonly #context: ReadinessContext;
  #runList: readonly JobReadiness[] = [];
  /** Salvages of jobs that the session doesn't have, in case they come. */
  readonly #awaited: Map<JobId, Waiting[]> = new Map();

  constructor(context: ReadinessContext) {
    this.#context = context;
  }

  /** Begins anew with another run list. */
  enlist(runList: readonly JobReadiness[]): void {
    const before = new Set(this.#runList);
    this.#clear();
    this.#runList = runList;
    for (const readiness of runList) {
      this.#link(readiness);
      if (!before.delete(readiness)) this.#context.changed(readiness);
    }
    for (const dropped of before) this.#context.changed(dropped);
  }

  /** Takes in a job's outcome, and that it gave other records than before. */
  update(readiness: JobReadiness, outcome: Outcome, recordsChanged: boolean): void {
    const before = readiness.outcome;
    readiness.outcome = outcome;
    if (outcome === before && !recordsChanged) return;
    for (const { kind, waiter } of readiness.waiters) {
      const changed =
        kind === 'requires'
          ? this.#assess(waiter)
          : waiter.causeChanged(causeOfWaiting(kind, before), causeOfWaiting(kind, outcome));
      if (changed) this.#context.changed(waiter);
    }
  }

  /** Judges the setup jobs by another manifest. */
  manifestChanged(): void {
    for (const readiness of this.#runList) {
      if (readiness.job instanceof SetupJob && this.#assess(readiness)) {
        this.#context.changed(readiness);
      }
    }
  }

  /** Takes in a new job, for which others may have waited. */
  add(readiness: JobReadiness): void {
    const { id } = readiness.job;
    for (const waiting of this.#awaited.get(id) ?? []) {
      readiness.addWaiter(waiting);
      this.#replaceTarget(waiting, readiness);
    }
    this.#awaited.delete(id);
  }

  /** Lets go of a job that is not on the run list; what salvages it waits for one of the same id. */
  remove(readiness: JobReadiness): void {
    for (const waiting of readiness.waiters) {
      this.#replaceTarget(waiting, undefined);
      this.#await(waiting);
    }
    readiness.forgetWaiters();
  }

  #clear(): void {
    for (const readiness of this.#runList) {
      for (const { target } of readiness.waitsFor) target?.forgetWaiters();
      readiness.reset();
    }
    this.#awaited.clear();
  }

  #link(readiness: JobReadiness): void {
    const { job } = readiness;
    const program = job.resourceProgram;
    readiness.enlist();
    this.#waitFor(readiness, 'depends', job.depends);
    this.#waitFor(readiness, 'after', job.after);
    this.#waitFor(readiness, 'salvages', job.salvages);
    if (program) this.#waitFor(readiness, 'requires', program.resourceIds);
    if (program || job instanceof SetupJob) this.#assess(readiness);
  }

  #waitFor(readiness: JobReadiness, kind: WaitingKind, ids: readonly JobId[]): void {
    for (const id of ids) {
      const target = this.#context.find(id);
      const waiting = readiness.waitFor(kind, id, target);
      if (target === undefined) this.#await(waiting);
    }
  }

  #await(waiting: Waiting): void {
    const awaited = this.#awaited.get(waiting.targetId);
    if (awaited) awaited.push(waiting);
    else this.#awaited.set(waiting.targetId, [waiting]);
  }

  #replaceTarget(waiting: Waiting, target: JobReadiness | undefined): void {
    const { kind, waiter } = waiting;
    const before = causeOfWaiting(kind, waiting.target?.outcome ?? null);
    waiting.target = target;
    waiter.causeChanged(before, causeOfWaiting(kind, target?.outcome ?? null));
    waiter.targetReplaced();
    this.#context.changed(waiter);
  }

  #assess(readiness: JobReadiness): boolean {
    return readiness.requirementsChanged(requirementInhibitors(readiness.job, this.#context));
  }
}
