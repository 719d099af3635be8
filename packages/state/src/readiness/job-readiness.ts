import { compareCodePoints } from '../exact-json/code-points.js';
import type { JobId } from '../job-id.js';
import type { Outcome } from '../results/outcome.js';
import { JobNode } from '../run-list/job-node.js';
import type { NeedKind } from '../run-list/need-kind.js';
import type { JobDefinition } from '../units/job-definition.js';
import { type InhibitorCause, ReadinessInhibitor, UNDESIRED } from './inhibitor.js';
import type { WaitTable } from './wait-table.js';
import { causeOfWaiting, type WaitingKind } from './waiting.js';

const NO_INHIBITORS: readonly ReadinessInhibitor[] = Object.freeze([]);
const NOT_LISTED = -1;

/** A job that another waits for; missing while the session has no such job, which only `salvages` allows. */
type Target = readonly [id: JobId, target: JobReadiness | undefined];

/**
 * Whether one job may start. A result is counted at once for each job that waits for it; the list of reasons is made
 * when somebody reads it, so that a job with many dependencies doesn't cost all of them each time.
 */
export class JobReadiness extends JobNode {
  /** The outcome of the job's current result. */
  outcome: Outcome = null;
  #place = NOT_LISTED;
  #waits: WaitTable | undefined;
  #requirements: readonly ReadinessInhibitor[] = NO_INHIBITORS;
  /** How many of those that it waits for keep it from starting. */
  #unmet = 0;
  /** The jobs that have to fail for this one to run, if there are any; missing where the session has no such job. */
  #salvaged: Map<JobId, JobReadiness | undefined> | undefined;
  #inhibitors: readonly ReadinessInhibitor[] | undefined;

  // Without it there would be one that makes a list of its arguments, for each job.
  constructor(job: JobDefinition) {
    super(job);
  }

  /** Its place on the run list, from 0. */
  get place(): number {
    return this.#place;
  }

  get onRunList(): boolean {
    return this.#place !== NOT_LISTED;
  }

  /** Whether nothing is against starting the job. */
  get isReady(): boolean {
    return this.#unmet === 0 && this.#requirements.length === 0 && this.onRunList;
  }

  /** Everything against starting the job: manifest, resources, then `depends`, `after` and `salvages`, each by id. */
  get readinessInhibitors(): readonly ReadinessInhibitor[] {
    if (!this.onRunList) return UNDESIRED;
    if (this.#unmet === 0) return this.#requirements;
    this.#inhibitors ??= Object.freeze([
      ...this.#requirements,
      ...listWaiting('depends', this.#targets('depends')),
      ...listWaiting('after', this.#targets('after')),
      ...listWaiting('salvages', [...(this.#salvaged ?? [])]),
    ]);
    return this.#inhibitors;
  }

  /** Puts the job on the run list whose table is given, where so many keep it from starting. */
  enlist(place: number, waits: WaitTable, unmet: number): void {
    this.#place = place;
    this.#waits = waits;
    this.#unmet = unmet;
  }

  /** Takes the job off the run list, and forgets what it waits for. */
  delist(): void {
    this.#place = NOT_LISTED;
    this.#waits = undefined;
    this.#requirements = NO_INHIBITORS;
    this.#unmet = 0;
    this.#inhibitors = undefined;
    this.#salvaged = undefined;
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

  /** Makes it wait for the failure of a job, which the session may not have. */
  salvage(id: JobId, target: JobReadiness | undefined): void {
    this.#salvaged ??= new Map();
    this.#salvaged.set(id, target);
    this.causeChanged(undefined, causeOfWaiting('salvages', target?.outcome ?? null));
  }

  /** Takes in that a job which it salvages came or went. */
  salvagedReplaced(id: JobId, target: JobReadiness | undefined): void {
    const before = causeOfWaiting('salvages', this.#salvaged?.get(id)?.outcome ?? null);
    this.#salvaged?.set(id, target);
    this.causeChanged(before, causeOfWaiting('salvages', target?.outcome ?? null));
    this.#inhibitors = undefined;
  }

  #targets(kind: NeedKind): Target[] {
    const targets = this.#waits?.targetsOf(this.#place, kind) ?? [];
    return targets.map((target) => [target.job.id, target]);
  }
}

function listWaiting(kind: WaitingKind, targets: readonly Target[]): ReadinessInhibitor[] {
  return targets
    .toSorted(([a], [b]) => compareCodePoints(a, b))
    .flatMap(([relatedJobId, target]) => {
      const cause = causeOfWaiting(kind, target?.outcome ?? null);
      if (cause === undefined) return [];
      return [new ReadinessInhibitor({ cause, relatedJob: target?.job, relatedJobId })];
    });
}
