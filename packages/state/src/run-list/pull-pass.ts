import type { JobId } from '../job-id.js';
import type { JobDefinition } from '../units/job-definition.js';
import { type JobGraph, JobNode, type Need, needsOf } from './job-node.js';
import { linkAll } from './link-all.js';
import {
  BadRequirementError,
  DependencyCycleError,
  DependencyMissingError,
  DependencyUnknownError,
  type RunListProblem,
} from './problems.js';

/** A job that is asked for: as the graph has it, or whatever names a job that the graph doesn't have. */
export type Wanted = JobNode | JobDefinition | JobId;

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
  readonly #problems: RunListProblem[] = [];
  readonly #wanted: JobNode[] = [];
  /** The way from a root to where the walk stands: empty between two walks. */
  readonly #trail: JobNode[] = [];
  /** In the order in which they were found good: each after what it needs. */
  readonly #good: JobNode[] = [];

  /** @param removed jobs that are not to be found, although the graph has them. */
  constructor(graph: JobGraph, removed: ReadonlySet<JobNode>) {
    this.#graph = graph;
    for (const node of removed) this.#begin(node).mark = 'removed';
  }

  /** In the order in which plainbox finds them. */
  get problems(): readonly RunListProblem[] {
    return this.#problems;
  }

  /** The wanted jobs that can run, each once. */
  get desired(): readonly JobNode[] {
    return this.#wanted.filter(({ mark }) => mark === 'good');
  }

  /** The desired jobs and all that they need, each after what it needs. */
  get pulled(): readonly JobNode[] {
    // With problems there are good jobs that only a removed one wanted, and the places of others are not right.
    return this.#problems.length === 0 ? this.#good : this.#place();
  }

  /** Walks from each wanted job. */
  check(wanted: readonly Wanted[]): void {
    const unknown = new Set<JobId>();
    linkAll(
      wanted.filter((item) => item instanceof JobNode),
      this.#graph,
    );
    for (const item of wanted) {
      if (item instanceof JobNode) {
        this.#checkWanted(item);
        continue;
      }
      const id = typeof item === 'string' ? item : item.id;
      if (!unknown.has(id)) this.#problems.push(new DependencyUnknownError(item));
      unknown.add(id);
    }
  }

  #checkWanted(root: JobNode): void {
    this.#begin(root);
    if (root.isWanted) return;
    root.isWanted = true;
    this.#wanted.push(root);
    if (root.mark === 'new') this.#walk(root);
  }

  #walk(root: JobNode): void {
    const trail = this.#trail;
    this.#enter(root, trail);
    for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
      if (at.next === at.targets.length) {
        at.mark = 'good';
        this.#good.push(at);
        trail.pop();
      } else {
        this.#follow(at.targets[at.next++], trail);
      }
    }
  }

  /** Goes on to a job that the last one on the trail needs; a problem there ends the trail. */
  #follow(target: JobNode | undefined, trail: JobNode[]): void {
    const mark = target === undefined ? 'removed' : this.#begin(target).mark;
    if (mark === 'new') this.#enter(target as JobNode, trail);
    else if (mark === 'trail') this.#reportCycle(trail, target as JobNode);
    else if (mark === 'removed') this.#removeTrail(trail);
  }

  /** Wipes off what another walk has noted on a job. */
  #begin(node: JobNode): JobNode {
    if (node.walk !== this) {
      node.walk = this;
      node.mark = 'new';
      node.isWanted = false;
    }
    return node;
  }

  /** Puts a job on the trail, unless what it requires can't be understood. */
  #enter(node: JobNode, trail: JobNode[]): void {
    try {
      node.link(this.#graph);
    } catch (cause) {
      node.mark = 'removed';
      this.#problems.push(new BadRequirementError(node.job, cause));
      this.#removeTrail(trail);
      return;
    }
    node.next = 0;
    node.mark = 'trail';
    trail.push(node);
  }

  #reportCycle(trail: JobNode[], first: JobNode): void {
    const cycle = trail.splice(trail.indexOf(first));
    this.#problems.push(new DependencyCycleError([...cycle, first].map(({ job }) => job)));
    for (const node of cycle) node.mark = 'new';
    first.mark = 'removed';
    this.#removeTrail(trail);
  }

  /** Ends a trail: each job on it, from the last to the root, is reported for the need that it was following. */
  #removeTrail(trail: JobNode[]): void {
    for (const node of trail.splice(0).reverse()) {
      const { id, type } = needsOf(node.job)[node.next - 1] as Need;
      node.mark = 'removed';
      this.#problems.push(new DependencyMissingError(node.job, id, type));
    }
  }

  /** Orders the desired jobs and their needs, now that no problem is in the way. */
  #place(): JobNode[] {
    const order: JobNode[] = [];
    const placed = new Set<JobNode>();
    const trail: JobNode[] = [];
    const enter = (node: JobNode): void => {
      if (placed.has(node)) return;
      placed.add(node);
      node.next = 0;
      trail.push(node);
    };
    for (const root of this.desired) {
      enter(root);
      for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
        const target = at.targets[at.next++];
        if (target !== undefined) {
          enter(target);
        } else {
          order.push(at);
          trail.pop();
        }
      }
    }
    return order;
  }
}
