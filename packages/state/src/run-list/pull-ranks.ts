import type { JobGraph } from './job-graph.js';
import type { JobNode } from './job-node.js';
import type { Round } from './round.js';

/** Which desired job pulls in which of the pulled ones. */
export class PullRanks {
  readonly #graph: JobGraph;
  readonly #desired: readonly JobNode[];
  /** By the place of a pulled job: the place among the desired jobs of the one that pulls it in. */
  readonly #ranks: Uint32Array;
  readonly #placeOf: Map<JobNode, number>;
  /** How many pulled jobs need one. */
  readonly #needers: Map<JobNode, number> = new Map();

  constructor({ pulled, desired }: Pick<Round, 'pulled' | 'desired'>, graph: JobGraph) {
    this.#graph = graph;
    this.#desired = desired;
    this.#placeOf = new Map(pulled.map((node, place) => [node, place]));
    this.#ranks = new Uint32Array(pulled.length);
    // What a desired job pulls in stands before it, and behind what those before it pull in.
    let place = 0;
    for (let rank = 0; rank < desired.length; rank++) {
      const end = this.#placeOf.get(desired[rank] as JobNode) ?? -1;
      while (place <= end) this.#ranks[place++] = rank;
    }
    for (const node of pulled) this.#countNeeds(node, 1);
  }

  /** The desired job that pulls in the one at a place. */
  rootAt(place: number): JobNode {
    return this.#desired[this.#ranks[place] as number] as JobNode;
  }

  /** Whether the others are pulled in just as they are when the job goes: none needs it, and it pulls in nothing itself. */
  standsAlone(node: JobNode): boolean {
    if ((this.#needers.get(node) ?? 0) > 0) return false;
    const rank = this.#rankOf(node);
    return this.#graph.targetsOf(node).every((needed) => this.#rankOf(needed) < rank);
  }

  /** Takes out a job that stands alone. */
  remove(node: JobNode): void {
    this.#countNeeds(node, -1);
  }

  #rankOf(node: JobNode): number {
    return this.#ranks[this.#placeOf.get(node) as number] as number;
  }

  #countNeeds(node: JobNode, by: number): void {
    for (const needed of this.#graph.targetsOf(node)) {
      this.#needers.set(needed, (this.#needers.get(needed) ?? 0) + by);
    }
  }
}
