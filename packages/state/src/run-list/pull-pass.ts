import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import {
  BadRequirementError,
  DependencyCycleError,
  DependencyMissingError,
  type DependencyType,
  DependencyUnknownError,
  type RunListProblem,
} from './problems.js';
import { type JobLookup, type Need, PulledJob } from './pulled-job.js';

/**
 * Walks from the desired jobs to all that they need, depth first, and removes those that can't run.
 *
 * plainbox starts anew after each problem, with the affected job gone. One walk gives the same problems in the same
 * order: a new start repeats itself up to the first edge to the removed job, which belongs to the job above it on the
 * trail. So that one is affected next, and so on up to the root. The part of a cycle below its first job is forgotten;
 * its next visit ends at the removed job for certain, hence no job is walked more than twice. And what was found good
 * stays good, since all that it needs is good too.
 */
export class PullPass {
  readonly #find: JobLookup;
  readonly #met: Map<JobId, PulledJob> = new Map();
  readonly #problems: RunListProblem[] = [];

  constructor(find: JobLookup) {
    this.#find = find;
  }

  /** Walks from each desired job and returns the problems, in the order in which plainbox finds them. */
  check(desired: readonly (JobDefinition | JobId)[]): readonly RunListProblem[] {
    for (const wanted of desired) {
      const root = this.#meet(typeof wanted === 'string' ? wanted : wanted.id);
      if (root === undefined) this.#problems.push(new DependencyUnknownError(wanted));
      else if (root.mark === 'new') this.#walk(root);
    }
    return this.#problems;
  }

  /** Whether the walk met the job, and found that it can run. */
  isGood(id: JobId): boolean {
    return this.#met.get(id)?.mark === 'good';
  }

  /** The desired jobs without problems and all that they need, each after what it needs. */
  solution(desired: readonly JobDefinition[]): PulledJob[] {
    const order: PulledJob[] = [];
    const placed = new Set<PulledJob>();
    for (const { id } of desired) {
      const root = this.#met.get(id);
      if (root?.mark === 'good') place(root, placed, order);
    }
    return order;
  }

  #walk(root: PulledJob): void {
    const trail: PulledJob[] = [];
    if (!this.#enter(root, trail)) return;
    for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
      const need = at.needs[at.next];
      if (need === undefined) {
        at.mark = 'good';
        trail.pop();
        continue;
      }
      at.next++;
      const { target } = need;
      if (target?.mark === 'good') continue;
      if (target?.mark === 'new') {
        if (!this.#enter(target, trail)) return;
      } else if (target?.mark === 'trail') {
        this.#reportCycle(trail, target);
        return;
      } else {
        this.#removeTrail(trail);
        return;
      }
    }
  }

  /** Puts a job on the trail, unless what it requires can't be understood: then the walk is over. */
  #enter(job: PulledJob, trail: PulledJob[]): boolean {
    job.next = 0;
    try {
      job.needs = this.#needsOf(job.job);
    } catch (cause) {
      job.mark = 'removed';
      this.#problems.push(new BadRequirementError(job.job, cause));
      this.#removeTrail(trail);
      return false;
    }
    job.mark = 'trail';
    trail.push(job);
    return true;
  }

  #reportCycle(trail: PulledJob[], first: PulledJob): void {
    const start = trail.indexOf(first);
    const cycle = trail.splice(start);
    this.#problems.push(new DependencyCycleError([...cycle, first].map(({ job }) => job)));
    for (const job of cycle) job.mark = 'new';
    first.mark = 'removed';
    this.#removeTrail(trail);
  }

  /** Reports each job on the trail, from its end to the root, for the need that it was following. */
  #removeTrail(trail: PulledJob[]): void {
    for (const at of trail.reverse()) {
      const { id, type } = at.needs[at.next - 1] as Need;
      at.mark = 'removed';
      this.#problems.push(new DependencyMissingError(at.job, id, type));
    }
  }

  #meet(id: JobId): PulledJob | undefined {
    const known = this.#met.get(id);
    if (known !== undefined) return known;
    const job = this.#find(id);
    if (job === undefined) return undefined;
    const met = new PulledJob(job);
    this.#met.set(id, met);
    return met;
  }

  #needsOf(job: JobDefinition): Need[] {
    const needs: Need[] = [];
    this.#addNeeds(needs, 'depends', job.depends);
    if (job.resourceProgram) this.#addNeeds(needs, 'resource', job.resourceProgram.resourceIds);
    this.#addNeeds(needs, 'after', job.after);
    return needs;
  }

  #addNeeds(needs: Need[], type: DependencyType, ids: Iterable<JobId>): void {
    for (const id of ids) needs.push({ type, id, target: this.#meet(id) });
  }
}

/** Appends the job after all that it needs, but for what is placed already. */
function place(root: PulledJob, placed: Set<PulledJob>, order: PulledJob[]): void {
  if (placed.has(root)) return;
  placed.add(root);
  root.next = 0;
  const trail = [root];
  for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
    const need = at.needs[at.next];
    if (need === undefined) {
      order.push(at);
      trail.pop();
      continue;
    }
    at.next++;
    const target = need.target as PulledJob;
    if (placed.has(target)) continue;
    placed.add(target);
    target.next = 0;
    trail.push(target);
  }
}
