import type { Unit } from './unit.js';

const NONE: ReadonlySet<Unit> = new Set();

/** Units by their ids, which those of different kinds may share. */
export class UnitIndex {
  readonly #byId: Map<string, Set<Unit>> = new Map();

  add(unit: Unit): void {
    const others = this.#byId.get(unit.id);
    if (others) others.add(unit);
    else this.#byId.set(unit.id, new Set([unit]));
  }

  delete(unit: Unit): void {
    const others = this.#byId.get(unit.id);
    others?.delete(unit);
    if (others?.size === 0) this.#byId.delete(unit.id);
  }

  /** In the order in which they came. */
  ofId(id: string): ReadonlySet<Unit> {
    return this.#byId.get(id) ?? NONE;
  }

  /** The unit of the same kind and definition. */
  equalOf(unit: Unit): Unit | undefined {
    for (const known of this.ofId(unit.id)) {
      if (known.unit === unit.unit && known.equals(unit)) return known;
    }
    return undefined;
  }
}
