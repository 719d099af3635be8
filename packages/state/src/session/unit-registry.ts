import { StateError } from '../errors.js';
import type { JobId } from '../job-id.js';
import { JobGraph } from '../run-list/job-graph.js';
import { DependencyDuplicateError } from '../run-list/problems.js';
import { Family } from '../siblings/family.js';
import { suspendJobsToPrecede } from '../siblings/siblings.js';
import { JobDefinition } from '../units/job-definition.js';
import { readable } from '../units/readable.js';
import { TemplateUnit } from '../units/template-unit.js';
import { Unit } from '../units/unit.js';
import { UnitIndex } from '../units/unit-index.js';
import { TrackedJob } from './tracked-job.js';

/** What {@link UnitRegistry.plan} found out about a job that is to be added. */
export interface JobPlan {
  /** The session's job of that id: the one that is there, or else the new one. */
  readonly job: JobDefinition;
  /** The job itself and its siblings, as far as they are new, in the order to add them. */
  readonly fresh: ReadonlyMap<JobId, JobDefinition>;
  /** Jobs that are there already under the same ids with other definitions. */
  readonly clashes: readonly DependencyDuplicateError[];
  /** Ids before which the session has to run a job for the sake of its siblings. */
  readonly extraBefore: ReadonlyMap<JobId, readonly JobId[]>;
}

/** Gives a sibling as it may come into the session, or nothing. */
export type SiblingJudge = (sibling: JobDefinition) => JobDefinition | undefined;

const NO_TEMPLATES: ReadonlySet<TemplateUnit> = new Set();

/** The units of a session, and by id the jobs among them. */
export class UnitRegistry {
  /** The jobs, and which of them needs which. */
  readonly graph: JobGraph<TrackedJob> = new JobGraph();
  readonly #units: Set<Unit> = new Set();
  /** What is to become {@link #units} when somebody first asks for them, which few do: it takes a look-up for each. */
  #arrivals: Unit[] | undefined;
  /** The units that are no jobs; made when somebody first asks for one of them. */
  #othersById: UnitIndex | undefined;
  /** Units that equal a job which came later, by their id: such a unit is no job of its own, and goes with that one. */
  readonly #twins: Map<JobId, JobDefinition[]> = new Map();
  readonly #templates: Map<JobId, Set<TemplateUnit>> = new Map();
  readonly #extraBefore: Map<JobId, readonly JobId[]> = new Map();

  /** @throws DependencyDuplicateError when two different jobs have one id; StateError `BAD_UNIT` for what is no unit. */
  constructor(units: Iterable<Unit>) {
    const arrivals = [...units];
    this.#arrivals = arrivals;
    // By index: an iterator makes an object for each of what may be 100 000.
    for (let at = 0; at < arrivals.length; at += 1) {
      const unit = arrivals[at] as Unit;
      this.#look(unit);
      if (unit instanceof JobDefinition) this.#addFirst(unit);
    }
  }

  get units(): ReadonlySet<Unit> {
    return this.#allUnits();
  }

  get jobs(): ReadonlyMap<JobId, TrackedJob> {
    return this.graph.jobs;
  }

  /** Which jobs have to run after a job, besides those that its definition names; see the siblings of a job. */
  get extraBefore(): ReadonlyMap<JobId, readonly JobId[]> {
    return this.#extraBefore;
  }

  /** The templates that make units from a resource. There may be more of them while units are added. */
  templatesOf(resourceId: JobId): ReadonlySet<TemplateUnit> {
    return this.#templates.get(resourceId) ?? NO_TEMPLATES;
  }

  /**
   * Looks what adding a job would do, with the siblings that it asks for, their siblings, and so on.
   *
   * @param fresh jobs that are to come before, by their ids; those that this one would add are put in.
   * @param judge gives what is to come in the place of a sibling, if anything is.
   * @throws FieldError when they are too many or go on too deep, or can't be read.
   */
  plan(
    job: JobDefinition,
    fresh: Map<JobId, JobDefinition> = new Map(),
    judge?: SiblingJudge,
  ): JobPlan {
    const clashes: DependencyDuplicateError[] = [];
    const extraBefore = new Map<JobId, readonly JobId[]>();
    const family = new Family(job);
    const visit = (member: JobDefinition, generation: number): void => {
      const known = this.graph.jobs.get(member.id)?.job ?? fresh.get(member.id);
      if (known === undefined) fresh.set(member.id, member);
      else if (!known.equals(member)) {
        clashes.push(new DependencyDuplicateError(known, member));
        return;
      }
      const wanted = family.siblingsOf(member, generation);
      const siblings = judge ? wanted.flatMap((sibling) => judge(sibling) ?? []) : wanted;
      const precede = suspendJobsToPrecede(member, siblings);
      if (precede.length > 0) extraBefore.set(member.id, precede);
      for (const sibling of siblings) visit(sibling, generation + 1);
    };
    visit(job, 0);
    const own = this.graph.jobs.get(job.id)?.job ?? job;
    return { job: own, fresh, clashes, extraBefore };
  }

  /** Adds the jobs of a plan. */
  carryOut({ fresh, extraBefore }: JobPlan): readonly TrackedJob[] {
    const added = Array.from(fresh.values(), (job) => {
      this.#keep(job);
      return this.#track(job);
    });
    for (const [id, ids] of extraBefore) this.#extraBefore.set(id, ids);
    return added;
  }

  /** Adds a unit that is not a job. */
  addOther(unit: Unit): void {
    this.#keep(unit);
  }

  find(id: JobId): TrackedJob | undefined {
    return this.graph.jobs.get(id);
  }

  /**
   * The session's own side of a job that is asked for by its id or definition.
   *
   * @throws StateError `BAD_UNIT` for what is neither.
   */
  findNamed(job: JobId | JobDefinition): TrackedJob | undefined {
    if (typeof job !== 'string' && !(job instanceof JobDefinition)) {
      throw new StateError(
        'BAD_UNIT',
        `jobs are named by their ids or definitions, and one here is of type ${typeof job}`,
      );
    }
    return this.graph.jobs.get(typeof job === 'string' ? job : job.id);
  }

  /**
   * The session's own side of each job; what the session doesn't have stays as it was given.
   *
   * Most often all jobs are asked for in the order in which they came: each is the next one then, and need not be looked up.
   */
  findAll(
    wanted: readonly (JobId | JobDefinition)[],
  ): readonly (TrackedJob | JobDefinition | JobId)[] {
    const { jobs } = this.graph;
    let next = 0;
    return wanted.map((job) => {
      const expected = jobs.atIfThere(next);
      const isNext = expected !== undefined && expected.job === job;
      const found = isNext ? expected : this.findNamed(job);
      if (found !== undefined) next = found.number + 1;
      return found ?? job;
    });
  }

  /**
   * The unit of the session that equals the given one.
   *
   * @throws StateError `UNKNOWN_UNIT` when there is none.
   */
  own(unit: Unit): Unit {
    const known = unit instanceof JobDefinition ? this.#ownJob(unit) : this.#others.equalOf(unit);
    if (known !== undefined) return known;
    throw new StateError(
      'UNKNOWN_UNIT',
      `the session has no such unit: ${JSON.stringify(unit.id)}`,
    );
  }

  /** Lets go of a unit; of a job with all that is known about it. */
  remove(unit: Unit): void {
    this.#allUnits().delete(unit);
    if (unit instanceof JobDefinition) {
      this.graph.remove(unit.id);
      this.#extraBefore.delete(unit.id);
      for (const twin of this.#twins.get(unit.id) ?? []) this.#units.delete(twin);
      this.#twins.delete(unit.id);
    } else this.#othersById?.delete(unit);
    if (unit instanceof TemplateUnit) this.#dropTemplate(unit);
  }

  /** @throws StateError `BAD_UNIT` for what is no unit. */
  assertUnit(unit: Unit): void {
    if (unit instanceof Unit) return;
    throw new StateError(
      'BAD_UNIT',
      'a session takes units, not plain objects: make them by defineJob, new JobDefinition or unitFromRecord',
    );
  }

  #keep(unit: Unit): void {
    this.#look(unit);
    if (this.#arrivals) this.#arrivals.push(unit);
    else this.#units.add(unit);
  }

  /** Takes in what a unit is to others. */
  #look(unit: Unit): void {
    this.assertUnit(unit);
    if (!(unit instanceof JobDefinition)) this.#othersById?.add(unit);
    const resourceId = unit instanceof TemplateUnit ? resourceOf(unit) : undefined;
    if (resourceId === undefined) return;
    const others = this.#templates.get(resourceId);
    if (others) others.add(unit as TemplateUnit);
    else this.#templates.set(resourceId, new Set([unit as TemplateUnit]));
  }

  #dropTemplate(template: TemplateUnit): void {
    const resourceId = resourceOf(template);
    if (resourceId !== undefined) this.#templates.get(resourceId)?.delete(template);
  }

  #allUnits(): Set<Unit> {
    for (const unit of this.#arrivals ?? []) this.#units.add(unit);
    this.#arrivals = undefined;
    return this.#units;
  }

  #ownJob(unit: JobDefinition): JobDefinition | undefined {
    const known = this.graph.jobs.get(unit.id)?.job;
    return known?.equals(unit) ? known : undefined;
  }

  /** The units that are no jobs, which only removing one asks for. */
  get #others(): UnitIndex {
    if (this.#othersById === undefined) {
      this.#othersById = new UnitIndex();
      for (const unit of this.#allUnits()) {
        if (!(unit instanceof JobDefinition)) this.#othersById.add(unit);
      }
    }
    return this.#othersById;
  }

  /** Of identical jobs the last one counts, in its own place; plainbox ends up with that as well. */
  #addFirst(job: JobDefinition): void {
    const known = this.graph.jobs.get(job.id)?.job;
    if (known !== undefined) {
      if (!known.equals(job)) throw new DependencyDuplicateError(known, job);
      this.graph.remove(job.id);
      const twins = this.#twins.get(job.id);
      if (twins) twins.push(known);
      else this.#twins.set(job.id, [known]);
    }
    this.#track(job);
  }

  #track(job: JobDefinition): TrackedJob {
    const tracked = new TrackedJob(job);
    this.graph.add(tracked);
    return tracked;
  }
}

/** The resource of a template; none where its imports can't be read, so that one bad template stops no session. */
function resourceOf(template: TemplateUnit): JobId | undefined {
  return readable(() => template.resourceId);
}
