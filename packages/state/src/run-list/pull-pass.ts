import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { JobGraph } from './job-graph.js';
import { JobNode, type Need, needsOf } from './job-node.js';
import { MISSING } from './job-table.js';
import { linkAll } from './link-all.js';
import { NumberList } from './number-list.js';
import {
  BadRequirementError,
  DependencyCycleError,
  DependencyMissingError,
  DependencyUnknownError,
  type RunListProblem,
} from './problems.js';
import { unreadableField } from './unreadable-field.js';
import { MARKS, type WalkNotes } from './walk-notes.js';

const USUAL_DEPTH = 16;

/** A job that is asked for: as the graph has it, or whatever names a job that the graph doesn't have. */
export type Wanted = JobNode | JobDefinition | JobId;

/** What became of the wanted jobs. */
export interface PullResult {
  /** In the order in which plainbox finds them. */
  readonly problems: readonly RunListProblem[];
  /** The wanted jobs that can run, each once. */
  readonly desired: readonly JobNode[];
  /** The desired jobs and all that they need, each after what it needs. */
  readonly pulled: readonly JobNode[];
}

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
  readonly #graph: JobGraph;
  readonly #notes: WalkNotes;
  readonly #problems: RunListProblem[] = [];
  // Jobs by their numbers.
  #wanted: NumberList = new NumberList(0);
  /** The way from a root to where the walk stands: empty between two walks. */
  readonly #trail: NumberList = new NumberList(USUAL_DEPTH);
  /** In the order in which they were found good: each after what it needs. */
  #good: NumberList = new NumberList(0);

  /** @param removed jobs that are not to be found, although the graph has them. */
  constructor(graph: JobGraph, removed: ReadonlySet<JobNode>) {
    this.#graph = graph;
    this.#notes = graph.notes;
    this.#notes.begin(graph.jobs.limit);
    for (const { number } of removed) this.#notes.setMark(number, MARKS.removed);
  }

  /** Walks from each wanted job. */
  check(asked: readonly Wanted[]): PullResult {
    this.#wanted = new NumberList(asked.length);
    this.#good = new NumberList(asked.length);
    const nodes = asked.every(isNode) ? asked : asked.filter(isNode);
    const numbers = nodes.map(({ number }) => number);
    linkAll(numbers, this.#graph);
    if (nodes === asked) {
      for (let at = 0; at < numbers.length; at++) this.#checkWanted(numbers[at] as number);
    } else this.#checkMixed(asked);
    const wanted = this.#wanted.takeFrom(0);
    const isGood = (number: number): boolean => this.#notes.mark(number) === MARKS.good;
    const desired = wanted.every(isGood) ? wanted : wanted.filter(isGood);
    // With problems there are good jobs that only a removed one wanted, and the places of others are not right.
    const pulled = this.#problems.length === 0 ? this.#good.takeFrom(0) : this.#place(desired);
    return {
      problems: this.#problems,
      desired: desired.map((number) => this.#graph.jobs.at(number)),
      pulled: pulled.map((number) => this.#graph.jobs.at(number)),
    };
  }

  /** As {@link check}, where the graph doesn't have all that is wanted. */
  #checkMixed(asked: readonly Wanted[]): void {
    const unknown = new Set<JobId>();
    for (const item of asked) {
      if (item instanceof JobNode) {
        this.#checkWanted(item.number);
        continue;
      }
      const id = typeof item === 'string' ? item : item.id;
      if (!unknown.has(id)) this.#problems.push(new DependencyUnknownError(item));
      unknown.add(id);
    }
  }

  #checkWanted(root: number): void {
    if (this.#notes.isWanted(root)) return;
    this.#notes.setWanted(root);
    this.#wanted.add(root);
    if (this.#notes.mark(root) === MARKS.new) this.#walk(root);
  }

  #walk(root: number): void {
    const notes = this.#notes;
    const { needs } = this.#graph;
    const trail = this.#trail;
    this.#enter(root);
    while (trail.length > 0) {
      const at = trail.at(trail.length - 1);
      const next = notes.next(at);
      if (next === needs.end(at)) {
        notes.setMark(at, MARKS.good);
        this.#good.add(at);
        trail.removeLast();
      } else {
        notes.setNext(at, next + 1);
        this.#follow(needs.target(next));
      }
    }
  }

  /** Goes on to a job that the last one on the trail needs; a problem there ends the trail. */
  #follow(target: number): void {
    const mark = target === MISSING ? MARKS.removed : this.#notes.mark(target);
    if (mark === MARKS.new) this.#enter(target);
    else if (mark === MARKS.trail) this.#reportCycle(target);
    else if (mark === MARKS.removed) this.#removeTrail();
  }

  /** Puts a job on the trail, unless it can't be read. */
  #enter(number: number): void {
    try {
      this.#graph.link(number);
    } catch (cause) {
      this.#notes.setMark(number, MARKS.removed);
      const { job } = this.#graph.jobs.at(number);
      this.#problems.push(new BadRequirementError(job, cause, unreadableField(job)));
      this.#removeTrail();
      return;
    }
    this.#notes.setNext(number, this.#graph.needs.start(number));
    this.#notes.setMark(number, MARKS.trail);
    this.#trail.add(number);
  }

  #reportCycle(first: number): void {
    const cycle = this.#trail.takeFrom(this.#trail.placeOf(first));
    const jobs = [...cycle, first].map((number) => this.#graph.jobs.at(number).job);
    this.#problems.push(new DependencyCycleError(jobs));
    for (const number of cycle) this.#notes.setMark(number, MARKS.new);
    this.#notes.setMark(first, MARKS.removed);
    this.#removeTrail();
  }

  /** Ends a trail: each job on it, from the last to the root, is reported for the need that it was following. */
  #removeTrail(): void {
    const { needs } = this.#graph;
    for (const number of this.#trail.takeFrom(0).reverse()) {
      const { job } = this.#graph.jobs.at(number);
      const followed = this.#notes.next(number) - 1 - needs.start(number);
      const { id, type } = needsOf(job)[followed] as Need;
      this.#notes.setMark(number, MARKS.removed);
      this.#problems.push(new DependencyMissingError(job, id, type));
    }
  }

  /** Orders the desired jobs and their needs, now that no problem is in the way. */
  #place(desired: readonly number[]): readonly number[] {
    const notes = this.#notes;
    const { needs } = this.#graph;
    const order: number[] = [];
    const placed = new Set<number>();
    const trail: number[] = [];
    const enter = (number: number): void => {
      if (placed.has(number)) return;
      placed.add(number);
      notes.setNext(number, needs.start(number));
      trail.push(number);
    };
    for (const root of desired) {
      enter(root);
      for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
        const next = notes.next(at);
        if (next === needs.end(at)) {
          order.push(at);
          trail.pop();
        } else {
          notes.setNext(at, next + 1);
          enter(needs.target(next));
        }
      }
    }
    return order;
  }
}

function isNode(item: Wanted): item is JobNode {
  return item instanceof JobNode;
}
