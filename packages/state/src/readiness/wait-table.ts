import type { Outcome } from '../results/outcome.js';
import { KIND_BITS, KIND_MASK, NEED_KINDS, type NeedKind } from '../run-list/need-kind.js';
import type { NeedTable } from '../run-list/need-table.js';
import type { JobReadiness } from './job-readiness.js';
import { causeOfWaiting } from './waiting.js';

const BLOCKED_WITHOUT_OUTCOME = kindsBlockedBy(null);

// All loops here go by index: until the engine has compiled one, an iterator makes an object for each item.

/** Who waits for whom on a run list, and what that comes to at first. */
export interface Waits {
  readonly table: WaitTable;
  /** How many of those that the job at each place waits for keep it from starting, as their outcomes are now. */
  readonly unmet: Uint32Array;
}

/** @param needs those of all jobs on the run list. */
export function waitsOf(runList: readonly JobReadiness[], needs: NeedTable): Waits {
  const { numbers, blocked } = lookAtJobs(runList);
  const { starts, entries } = collectTargets(numbers, needs);
  return {
    table: new WaitTable(runList, starts, entries),
    unmet: countUnmet(starts, entries, blocked),
  };
}

/**
 * Who waits for whom on a run list, in both directions. An entry is a place on it, and in its lowest bits how the one job
 * waits for the other. Flat arrays for all jobs: an object for each pair would cost a
 * run list of 100 000 jobs more than all else.
 */
export class WaitTable {
  readonly #runList: readonly JobReadiness[];
  /** Where what the job at each place waits for begins; what the next one waits for begins where it ends. */
  readonly #targetStarts: Uint32Array;
  readonly #targets: Uint32Array;
  /** The same for those that wait for it. */
  readonly #waiterStarts: Uint32Array;
  readonly #waiters: Uint32Array;

  constructor(runList: readonly JobReadiness[], targetStarts: Uint32Array, targets: Uint32Array) {
    this.#runList = runList;
    this.#targetStarts = targetStarts;
    this.#targets = targets;
    this.#waiterStarts = startsOfWaiters(targets, runList.length);
    this.#waiters = turnRound(targetStarts, targets, this.#waiterStarts);
  }

  /** Calls back for each job that waits for the one at a place. */
  forEachWaiter(place: number, visit: (waiter: JobReadiness, kind: NeedKind) => void): void {
    const end = this.#waiterStarts[place + 1] as number;
    for (let at = this.#waiterStarts[place] as number; at < end; at++) {
      const entry = this.#waiters[at] as number;
      visit(this.#jobAt(entry), NEED_KINDS[entry & KIND_MASK] as NeedKind);
    }
  }

  /** The jobs that the one at a place waits for in one way, in the order written. */
  targetsOf(place: number, kind: NeedKind): readonly JobReadiness[] {
    const code = NEED_KINDS.indexOf(kind);
    const entries = this.#targets.subarray(
      this.#targetStarts[place],
      this.#targetStarts[place + 1],
    );
    return Array.from(
      entries.filter((entry) => (entry & KIND_MASK) === code),
      (entry) => this.#jobAt(entry),
    );
  }

  #jobAt(entry: number): JobReadiness {
    return this.#runList[entry >>> KIND_BITS] as JobReadiness;
  }
}

/** Jobs lie all over the memory, so each is asked but once: for its number, and for what its outcome blocks. */
function lookAtJobs(runList: readonly JobReadiness[]): {
  numbers: Uint32Array;
  blocked: Uint8Array;
} {
  const numbers = new Uint32Array(runList.length);
  const blocked = new Uint8Array(runList.length);
  for (let place = 0; place < runList.length; place++) {
    const { number, outcome } = runList[place] as JobReadiness;
    numbers[place] = number;
    blocked[place] = outcome === null ? BLOCKED_WITHOUT_OUTCOME : kindsBlockedBy(outcome);
  }
  return { numbers, blocked };
}

/** A bit for each kind of waiting that an outcome keeps from starting. */
function kindsBlockedBy(outcome: Outcome): number {
  let kinds = 0;
  for (let code = 0; code < NEED_KINDS.length; code++) {
    if (causeOfWaiting(NEED_KINDS[code] as NeedKind, outcome) !== undefined) kinds |= 1 << code;
  }
  return kinds;
}

function collectTargets(
  numbers: Uint32Array,
  needs: NeedTable,
): { starts: Uint32Array; entries: Uint32Array } {
  const places = placesByNumber(numbers);
  const starts = new Uint32Array(numbers.length + 1);
  for (let place = 0; place < numbers.length; place++) {
    const number = numbers[place] as number;
    starts[place + 1] = (starts[place] as number) + needs.end(number) - needs.start(number);
  }
  const entries = new Uint32Array(starts[numbers.length] as number);
  let free = 0;
  for (let place = 0; place < numbers.length; place++) {
    const number = numbers[place] as number;
    const end = needs.end(number);
    for (let at = needs.start(number); at < end; at++) {
      entries[free++] = ((places[needs.target(at)] as number) << KIND_BITS) | needs.kindCode(at);
    }
  }
  return { starts, entries };
}

function placesByNumber(numbers: Uint32Array): Uint32Array {
  let limit = 0;
  for (let place = 0; place < numbers.length; place++) {
    limit = Math.max(limit, (numbers[place] as number) + 1);
  }
  const places = new Uint32Array(limit);
  for (let place = 0; place < numbers.length; place++) places[numbers[place] as number] = place;
  return places;
}

function countUnmet(starts: Uint32Array, entries: Uint32Array, blocked: Uint8Array): Uint32Array {
  const unmet = new Uint32Array(starts.length - 1);
  for (let place = 0; place < unmet.length; place++) {
    const end = starts[place + 1] as number;
    for (let at = starts[place] as number; at < end; at++) {
      const entry = entries[at] as number;
      const isBlocked = ((blocked[entry >>> KIND_BITS] as number) >> (entry & KIND_MASK)) & 1;
      unmet[place] = (unmet[place] as number) + isBlocked;
    }
  }
  return unmet;
}

function startsOfWaiters(targets: Uint32Array, length: number): Uint32Array {
  const starts = new Uint32Array(length + 1);
  for (let at = 0; at < targets.length; at++) {
    const after = ((targets[at] as number) >>> KIND_BITS) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let place = 1; place < starts.length; place++) {
    starts[place] = (starts[place] as number) + (starts[place - 1] as number);
  }
  return starts;
}

/** From whom each job waits for to who waits for it. */
function turnRound(
  targetStarts: Uint32Array,
  targets: Uint32Array,
  waiterStarts: Uint32Array,
): Uint32Array {
  const waiters = new Uint32Array(targets.length);
  const next = waiterStarts.slice();
  for (let place = 0; place + 1 < targetStarts.length; place++) {
    const end = targetStarts[place + 1] as number;
    for (let at = targetStarts[place] as number; at < end; at++) {
      const entry = targets[at] as number;
      const target = entry >>> KIND_BITS;
      const free = next[target] as number;
      waiters[free] = (place << KIND_BITS) | (entry & KIND_MASK);
      next[target] = free + 1;
    }
  }
  return waiters;
}
