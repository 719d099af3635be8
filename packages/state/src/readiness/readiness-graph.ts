import type { JobId } from '../job-id.js';
import { ExpressionAnswers } from '../resources/expressions/expression-answers.js';
import type { Outcome } from '../results/outcome.js';
import type { NeedTable } from '../run-list/need-table.js';
import { SetupJob } from '../units/setup-job.js';
import type { JobReadiness } from './job-readiness.js';
import { type RequirementFacts, requirementInhibitors } from './requirement-inhibitors.js';
import { type WaitTable, waitsOf } from './wait-table.js';
import { causeOfWaiting } from './waiting.js';

/** What the graph has to know of the session around it. */
export interface ReadinessContext extends RequirementFacts {
  /** Those of all jobs on the run list, when it is enlisted. */
  readonly needs: NeedTable;
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
  #waits: WaitTable | undefined;
  readonly #answers: ExpressionAnswers = new ExpressionAnswers();
  /** By the job that they salvage, which need be neither on the run list nor in the session. */
  readonly #salvagers: Map<JobId, JobReadiness[]> = new Map();

  constructor(context: ReadinessContext) {
    this.#context = context;
  }

  /** Begins anew with another run list. */
  enlist(runList: readonly JobReadiness[]): void {
    if (runList === this.#runList) return;
    const before = new Set(this.#runList);
    for (const readiness of this.#runList) readiness.delist();
    this.#salvagers.clear();
    this.#runList = runList;
    const { table, unmet } = waitsOf(runList, this.#context.needs);
    this.#waits = table;
    for (let place = 0; place < runList.length; place++) {
      const readiness = runList[place] as JobReadiness;
      readiness.enlist(place, table, unmet[place] as number);
      this.#begin(readiness);
      if (!before.delete(readiness)) this.#context.changed(readiness);
    }
    for (const dropped of before) this.#context.changed(dropped);
  }

  /** Takes in a job's outcome, and that it gave other records than before. */
  update(readiness: JobReadiness, outcome: Outcome, recordsChanged: boolean): void {
    const before = readiness.outcome;
    readiness.outcome = outcome;
    if (outcome === before && !recordsChanged) return;
    const { place } = readiness;
    // What either needs for itself is only made where it is called for: most results come before there is a run list.
    if (place >= 0) this.#tellWaiters(place, before, outcome);
    if (this.#salvagers.size > 0) this.#tellSalvagers(readiness, before);
  }

  #tellWaiters(place: number, before: Outcome, outcome: Outcome): void {
    this.#waits?.forEachWaiter(place, (waiter, kind) => {
      const changed =
        kind === 'resource'
          ? this.#assess(waiter)
          : waiter.causeChanged(causeOfWaiting(kind, before), causeOfWaiting(kind, outcome));
      if (changed) this.#context.changed(waiter);
    });
  }

  #tellSalvagers(readiness: JobReadiness, before: Outcome): void {
    const cause = causeOfWaiting('salvages', readiness.outcome);
    for (const salvager of this.#salvagersOf(readiness)) {
      if (salvager.causeChanged(causeOfWaiting('salvages', before), cause)) {
        this.#context.changed(salvager);
      }
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

  /** Takes in a new job, which others may be waiting to salvage. */
  add(readiness: JobReadiness): void {
    this.#replaceSalvaged(readiness, readiness);
  }

  /** Lets go of a job that is not on the run list. */
  remove(readiness: JobReadiness): void {
    this.#replaceSalvaged(readiness, undefined);
  }

  #begin(readiness: JobReadiness): void {
    const { job } = readiness;
    if (job.salvages.length > 0) this.#salvage(readiness);
    if (job.resourceProgram !== undefined || job instanceof SetupJob) this.#assess(readiness);
  }

  #salvage(readiness: JobReadiness): void {
    for (const id of readiness.job.salvages) {
      readiness.salvage(id, this.#context.find(id));
      const salvagers = this.#salvagers.get(id);
      if (salvagers) salvagers.push(readiness);
      else this.#salvagers.set(id, [readiness]);
    }
  }

  #salvagersOf({ job }: JobReadiness): readonly JobReadiness[] {
    return this.#salvagers.get(job.id) ?? [];
  }

  #replaceSalvaged(old: JobReadiness, target: JobReadiness | undefined): void {
    for (const salvager of this.#salvagersOf(old)) {
      salvager.salvagedReplaced(old.job.id, target);
      this.#context.changed(salvager);
    }
  }

  #assess(readiness: JobReadiness): boolean {
    return readiness.requirementsChanged(
      requirementInhibitors(readiness.job, this.#context, this.#answers),
    );
  }
}
