import { StateError } from '../errors.js';
import type { JobId } from '../job-id.js';
import type { ReadinessGraph } from '../readiness/readiness-graph.js';
import { JobDefinition } from '../units/job-definition.js';
import type { Unit } from '../units/unit.js';
import type { Announcements } from './announcements.js';
import type { ChangeLog } from './changes.js';
import { JobOnRunListError } from './errors.js';
import type { SiblingJudgement } from './generated-units.js';
import type { SessionEvents } from './session-events.js';
import type { TrackedJob } from './tracked-job.js';
import type { JobPlan, UnitRegistry } from './unit-registry.js';

/** The parts of a session that have to know when units come and go. */
export interface MembershipParts {
  readonly registry: UnitRegistry;
  readonly readiness: ReadinessGraph;
  readonly changes: ChangeLog;
  readonly announcements: Announcements<SessionEvents>;
  /** Whether different jobs of one id are no error: the first one stays. */
  readonly clashesAllowed: boolean;
}

/** Lets units into a session and out of it, and sees to it that all its parts follow. */
export class Membership {
  readonly #parts: MembershipParts;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  /**
   * Adds a unit; a job with its siblings, unless it is there already.
   *
   * @throws DependencyDuplicateError before anything is added, when a job is there with another definition.
   */
  add(unit: Unit): Unit {
    if (!(unit instanceof JobDefinition)) return this.#addOther(unit);
    const plan = this.#parts.registry.plan(unit);
    const [clash] = this.#clashesOf(plan);
    if (clash) throw clash;
    this.#addJobs(plan);
    return plan.job;
  }

  /** Throws what {@link add} would throw for one of these units, if it got one after the other. */
  assertAddable(units: Iterable<Unit>): void {
    const { registry } = this.#parts;
    const coming = new Map<JobId, JobDefinition>();
    for (const unit of units) {
      registry.assertUnit(unit);
      if (!(unit instanceof JobDefinition)) continue;
      const [clash] = this.#clashesOf(registry.plan(unit, coming));
      if (clash) throw clash;
    }
  }

  /** Adds a generated unit as far as possible, and says what is against the rest: its siblings are judged as well. */
  addGenerated(unit: Unit, judgement: SiblingJudgement): readonly StateError[] {
    const problems: StateError[] = [];
    const judge = (sibling: JobDefinition): JobDefinition | undefined => {
      const { job, problem } = judgement(sibling);
      if (problem) problems.push(problem);
      return job;
    };
    try {
      if (!(unit instanceof JobDefinition)) {
        this.#addOther(unit);
        return [];
      }
      const plan = this.#parts.registry.plan(unit, new Map(), judge);
      this.#addJobs(plan);
      return [...problems, ...this.#clashesOf(plan)];
    } catch (error) {
      if (error instanceof StateError) return [...problems, error];
      throw error;
    }
  }

  /**
   * Removes the unit that equals the given one, and returns it.
   *
   * @throws StateError `UNKNOWN_UNIT`, or `JOB_ON_RUN_LIST`.
   */
  remove(unit: Unit): Unit {
    const { registry, announcements } = this.#parts;
    const known = registry.own(unit);
    if (known instanceof JobDefinition) this.#removeJobs([known]);
    else registry.remove(known);
    announcements.add('unitRemoved', known);
    if (known instanceof JobDefinition) {
      announcements.add('jobRemoved', known);
      announcements.add('jobStateMapChanged');
    }
    return known;
  }

  /**
   * Removes all jobs that need not be kept, and returns them.
   *
   * @throws StateError `JOB_ON_RUN_LIST` before anything is removed.
   */
  trim(keep: (job: JobDefinition) => boolean): readonly JobDefinition[] {
    const { registry, announcements } = this.#parts;
    const removed = [...registry.jobs.values()].map(({ job }) => job).filter((job) => !keep(job));
    if (removed.length === 0) return removed;
    this.#removeJobs(removed);
    announcements.add('jobStateMapChanged');
    for (const job of removed) {
      announcements.add('jobRemoved', job);
      announcements.add('unitRemoved', job);
    }
    return removed;
  }

  #clashesOf({ clashes }: JobPlan): readonly StateError[] {
    return this.#parts.clashesAllowed ? [] : clashes;
  }

  #addOther(unit: Unit): Unit {
    this.#parts.registry.addOther(unit);
    this.#parts.announcements.add('unitAdded', unit);
    return unit;
  }

  #addJobs(plan: JobPlan): void {
    const { registry, readiness, announcements, changes } = this.#parts;
    const added = registry.carryOut(plan);
    if (added.length === 0) return;
    for (const tracked of added) {
      readiness.add(tracked);
      announcements.add('jobStateMapChanged');
      announcements.add('unitAdded', tracked.job);
      announcements.add('jobAdded', tracked.job);
    }
    changes.addJobs('jobsAdded', [...plan.fresh.values()]);
  }

  #removeJobs(jobs: readonly JobDefinition[]): void {
    const { registry, readiness, changes } = this.#parts;
    const tracked = jobs.map(({ id }) => registry.find(id) as TrackedJob);
    const toRun: JobId[] = tracked.filter(({ onRunList }) => onRunList).map(({ job }) => job.id);
    if (toRun.length > 0) throw new JobOnRunListError(toRun);
    for (const each of tracked) {
      readiness.remove(each);
      registry.remove(each.job);
    }
    changes.addJobs('jobsRemoved', jobs);
  }
}
