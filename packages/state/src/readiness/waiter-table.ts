import type { JobReadiness } from './job-readiness.js';
import type { WaitingKind } from './waiting.js';

type ListedKind = Exclude<WaitingKind, 'salvages'>;

const KINDS: readonly ListedKind[] = ['depends', 'after', 'requires'];

/** An entry is the waiter's place on the run list, and in its lowest bits how it waits. */
const KIND_BITS = 2;
const KIND_MASK = (1 << KIND_BITS) - 1;

/**
 * Who waits for whom on a run list: for each job the jobs that name it in `depends`, `after` or `requires`. Two flat
 * arrays for all of them; an object for each pair would cost a run list of 100 000 jobs more than all else.
 */
export class WaiterTable {
  readonly #runList: readonly JobReadiness[];
  /** Where the waiters of each place begin; those of the next begin where they end. */
  readonly #starts: Uint32Array;
  readonly #entries: Uint32Array;

  constructor(runList: readonly JobReadiness[]) {
    this.#runList = runList;
    const places = placesOfTargets(runList);
    this.#starts = startsOf(places, runList.length);
    this.#entries = new Uint32Array(places.length);
    const next = this.#starts.slice();
    let pair = 0;
    // By index: iterators would make an object for each pair.
    for (let place = 0; place < runList.length; place++) {
      const waiter = runList[place] as JobReadiness;
      const count = waiter.targets.length;
      for (let at = 0; at < count; at++) {
        const targetPlace = places[pair++] as number;
        const free = next[targetPlace] as number;
        this.#entries[free] = (place << KIND_BITS) | KINDS.indexOf(waiter.kindOfTarget(at));
        next[targetPlace] = free + 1;
      }
    }
  }

  /** Calls back for each job that waits for the one at a place. */
  forEach(place: number, visit: (waiter: JobReadiness, kind: ListedKind) => void): void {
    const end = this.#starts[place + 1] ?? 0;
    for (let at = this.#starts[place] ?? 0; at < end; at++) {
      const entry = this.#entries[at] as number;
      visit(
        this.#runList[entry >>> KIND_BITS] as JobReadiness,
        KINDS[entry & KIND_MASK] as ListedKind,
      );
    }
  }
}

/** The places of all targets, one waiter's after the other's: jobs lie all over the memory, so each is asked once. */
function placesOfTargets(runList: readonly JobReadiness[]): Uint32Array {
  let count = 0;
  for (const { targets } of runList) count += targets.length;
  const places = new Uint32Array(count);
  let pair = 0;
  for (const { targets } of runList) {
    for (const target of targets) places[pair++] = (target as JobReadiness).place;
  }
  return places;
}

function startsOf(places: Uint32Array, length: number): Uint32Array {
  const starts = new Uint32Array(length + 1);
  for (let pair = 0; pair < places.length; pair++) {
    const after = (places[pair] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let place = 1; place < starts.length; place++) {
    starts[place] = (starts[place] as number) + (starts[place - 1] as number);
  }
  return starts;
}
