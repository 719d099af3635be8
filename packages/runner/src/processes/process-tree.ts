import {
  childrenOf,
  environmentOf,
  type ProcessEntry,
  pipesOf,
  processTable,
  readProcess,
} from './process-table.js';
import { sendSignal } from './send-signal.js';

/** Milliseconds between two looks at a running tree: often at first, when most of it is started. */
const FIRST_LOOK = 20;
const LONGEST_PAUSE = 1000;

/** Who else is meant by a signal. */
interface Others {
  /** An entry of the environment, `NAME=value`: whoever has it. */
  readonly mark?: string | undefined;
  readonly others?: Iterable<number> | undefined;
}

/**
 * A process with all that it has started: its group, its session, its descendants, and who holds its output.
 * Descendants seen once are remembered: when their parent has ended, nothing tells any more that they were ours. Only
 * the group is known where there is no `/proc`.
 */
export class ProcessTree {
  readonly #leader: number;
  /** Nobody counts as ours by its start where that of the leader can't be read. */
  readonly #startTime: number;
  /** The far ends of the pipes that we read its output from. */
  readonly #outputs: ReadonlySet<string>;
  readonly #members = new Map<number, ProcessEntry>();
  #timer: NodeJS.Timeout | undefined;

  /** To be made as soon as the leader is started: what identifies it is read from it. */
  constructor(leader: number) {
    this.#leader = leader;
    this.#startTime = readProcess(leader)?.startTime ?? Number.POSITIVE_INFINITY;
    this.#outputs = new Set(pipesOf(leader, [1, 2]));
  }

  /** Notes descendants from time to time, until {@link unwatch}. */
  watch(pause: number = FIRST_LOOK): void {
    this.#timer = setTimeout(() => {
      this.#noteDescendants();
      this.watch(Math.min(2 * pause, LONGEST_PAUSE));
    }, pause).unref();
  }

  unwatch(): void {
    clearTimeout(this.#timer);
  }

  /** Forgets whom it has seen: only those who can be told to be ours without that are meant from here on. */
  forget(): void {
    this.#members.clear();
  }

  /**
   * Sends `signal` to all; whoever has ended already is left in peace. Returns whether anybody was found who was not
   * known before.
   */
  signal(signal: NodeJS.Signals, { mark, others = [] }: Others = {}): boolean {
    const before = this.#members.size;
    const alive = new Map<number, ProcessEntry>();
    for (const entry of processTable()) alive.set(entry.pid, entry);
    for (const pid of others) this.#note(alive.get(pid));
    for (const entry of this.#strangers(alive)) if (this.#isMarked(entry, mark)) this.#note(entry);
    this.#noteRelated(alive);
    if (this.#isFreeOrLeader(alive.get(this.#leader))) sendSignal(-this.#leader, signal);
    for (const { pid, startTime } of this.#members.values()) {
      const entry = alive.get(pid);
      const isInGroup = entry?.group === this.#leader;
      if (entry?.startTime === startTime && !isInGroup) sendSignal(pid, signal);
    }
    return this.#members.size > before;
  }

  #noteDescendants(): void {
    const open = [this.#leader];
    for (const { pid, session, startTime } of this.#members.values()) {
      if (readProcess(pid)?.startTime === startTime) open.push(pid);
      // Those that made a session may have left somebody in it.
      else if (session !== pid) this.#members.delete(pid);
    }
    for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
      for (const child of childrenOf(pid)) {
        const entry = this.#members.has(child) ? undefined : readProcess(child);
        if (!entry) continue;
        this.#note(entry);
        open.push(child);
      }
    }
  }

  #noteRelated(alive: ReadonlyMap<number, ProcessEntry>): void {
    for (let found = true; found; ) {
      found = false;
      for (const entry of this.#strangers(alive)) {
        if (!this.#isRelated(entry, alive)) continue;
        this.#note(entry);
        found = true;
      }
    }
  }

  #note(entry: ProcessEntry | undefined): void {
    if (entry && entry.pid !== this.#leader) this.#members.set(entry.pid, entry);
  }

  /**
   * Those who may be ours, as far as is known. Who was there before the leader is not, such as a service that was handed
   * our output to write to.
   */
  #strangers(alive: ReadonlyMap<number, ProcessEntry>): readonly ProcessEntry[] {
    return [...alive.values()].filter(
      (entry) =>
        entry.pid !== this.#leader &&
        entry.pid !== process.pid &&
        entry.startTime >= this.#startTime &&
        !this.#isOurs(entry),
    );
  }

  #isRelated({ parent, session }: ProcessEntry, alive: ReadonlyMap<number, ProcessEntry>): boolean {
    const parentEntry = alive.get(parent);
    if (parentEntry && this.#isOurs(parentEntry)) return true;
    // No process gets the number of a session that there still is: if it is alive, it is the one who made it.
    const maker = alive.get(session);
    if (maker) return this.#isOurs(maker);
    return session === this.#leader || this.#members.get(session)?.session === session;
  }

  #isOurs({ pid, startTime }: ProcessEntry): boolean {
    if (pid === this.#leader) return startTime === this.#startTime;
    return this.#members.get(pid)?.startTime === startTime;
  }

  #isMarked({ pid }: ProcessEntry, mark: string | undefined): boolean {
    if (mark !== undefined && environmentOf(pid).includes(mark)) return true;
    return this.#outputs.size > 0 && pipesOf(pid).some((name) => this.#outputs.has(name));
  }

  /** Whether no later process has the number of the leader, and so of its group. */
  #isFreeOrLeader(entry: ProcessEntry | undefined): boolean {
    const isKnown = Number.isFinite(this.#startTime);
    return entry === undefined || !isKnown || entry.startTime === this.#startTime;
  }
}
