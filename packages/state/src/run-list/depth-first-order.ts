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

/**
 * Puts each vertex after its targets, and otherwise keeps the order of the list. The trail is a list of its own, not
 * the call stack, which a chain of a hundred thousand would overflow.
 */
export function depthFirstOrder<V extends Vertex>(
  list: readonly V[],
  targetsOf: (vertex: V) => readonly V[],
): DepthFirstResult<V> {
  const order: V[] = [];
  const trail: Step<V>[] = [];
  const enter = (vertex: V): void => {
    vertex.mark = 'trail';
    trail.push({ vertex, targets: targetsOf(vertex), next: 0 });
  };
  for (const vertex of list) vertex.mark = 'new';
  for (const from of list) {
    if (from.mark === 'new') enter(from);
    for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
      const target = at.targets[at.next++];
      if (target === undefined) {
        at.vertex.mark = 'placed';
        order.push(at.vertex);
        trail.pop();
      } else if (target.mark === 'new') {
        enter(target);
      } else if (target.mark === 'trail') {
        const first = trail.findIndex(({ vertex }) => vertex === target);
        return { cycle: [...trail.slice(first).map(({ vertex }) => vertex), target], from };
      }
    }
  }
  return { order };
}
