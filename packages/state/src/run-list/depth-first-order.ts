import type { Vertex } from './constraint-graph.js';

/** All vertices in order, or the first cycle that the walk met. */
export type DepthFirstResult<V> = { readonly order: readonly V[] } | MetCycle<V>;

export interface MetCycle<V> {
  /** Each waits for the next, and the first is also the last. */
  readonly cycle: readonly V[];
  /** The vertex of the list from which the walk met it. */
  readonly from: V;
}

interface Step<V> {
  readonly vertex: V;
  readonly targets: readonly V[];
  next: number;
}

/** Puts each vertex after its targets, and otherwise keeps the order of the list. */
export function depthFirstOrder<V extends Vertex>(
  list: readonly V[],
  targetsOf: (vertex: V) => readonly V[],
): DepthFirstResult<V> {
  const walk = new DepthFirstWalk(list, targetsOf);
  return walk.goOn() ?? { order: walk.order };
}

/**
 * A walk that puts each vertex after its targets, and stops at each cycle. The trail is a list of its own, not the call
 * stack, which a chain of a hundred thousand would overflow.
 */
export class DepthFirstWalk<V extends Vertex> {
  readonly #list: readonly V[];
  readonly #targetsOf: (vertex: V) => readonly V[];
  /** The place in the list of the vertex from which the walk goes now. */
  #root = 0;
  readonly #trail: Step<V>[] = [];
  /** How far the walk has come at vertices that it had to go back from. */
  readonly #left: Map<V, Step<V>> = new Map();
  /** Where on the trail the last cycle begins. */
  #first = 0;
  readonly #order: V[] = [];

  constructor(list: readonly V[], targetsOf: (vertex: V) => readonly V[]) {
    this.#list = list;
    this.#targetsOf = targetsOf;
    for (const vertex of list) vertex.mark = 'new';
  }

  /** The vertices that have their places: all of them, once the walk has come to its end without a cycle. */
  get order(): readonly V[] {
    return this.#order;
  }

  /** Walks on to a cycle, which ends the walk unless it is opened; without one, to the end. */
  goOn(): MetCycle<V> | undefined {
    const trail = this.#trail;
    for (; this.#root < this.#list.length; this.#root++) {
      const from = this.#list[this.#root] as V;
      if (from.mark === 'new') this.#enter(from);
      for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
        const target = at.targets[at.next++];
        if (target === undefined) {
          at.vertex.mark = 'placed';
          this.#order.push(at.vertex);
          trail.pop();
        } else if (target.mark === 'new') {
          this.#enter(target);
        } else if (target.mark === 'trail') {
          // From the end, as the cycle may be short and the way to it long.
          this.#first = trail.findLastIndex(({ vertex }) => vertex === target);
          const cycle = trail.slice(this.#first).map(({ vertex }) => vertex);
          return { cycle: [...cycle, target], from };
        }
      }
    }
    return undefined;
  }

  /**
   * Takes out the first vertex of the cycle that was met last, and goes back to where that one was entered.
   *
   * A new walk without it would come to the same place in the same way: nothing that it met before leads to the vertex. Of
   * what it met behind, the other vertices of the cycle are walked again, from where they stood; the rest has its place.
   */
  openCycle(): void {
    const [opened, ...others] = this.#trail.splice(this.#first);
    if (opened) opened.vertex.mark = 'out';
    for (const step of others) {
      step.vertex.mark = 'new';
      step.next--;
      this.#left.set(step.vertex, step);
    }
  }

  #enter(vertex: V): void {
    const step = this.#left.get(vertex) ?? { vertex, targets: this.#targetsOf(vertex), next: 0 };
    vertex.mark = 'trail';
    this.#trail.push(step);
  }
}
