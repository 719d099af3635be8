import type { ChildProcess } from 'node:child_process';
import { processTable } from './process-table.js';
import { settledWithin } from './settled-within.js';

/**
 * A process group with its leader, and the descendants that have left the group. Descendants seen
 * once are remembered: when their parent has ended, nothing tells any more that they were ours.
 */
export class ProcessTree {
  readonly #leader: number;
  readonly #strays = new Map<number, string>();

  constructor(leader: number) {
    this.#leader = leader;
  }

  /** Sends `signal` to all; whoever has ended already is left in peace. */
  signal(signal: NodeJS.Signals): void {
    const alive = this.#look();
    send(-this.#leader, signal);
    for (const [pid, startTime] of this.#strays) {
      if (alive.get(pid) === startTime) send(pid, signal);
    }
  }

  /** Notes new descendants; returns the start time of every process there is. */
  #look(): Map<number, string> {
    const alive = new Map<number, string>();
    const children = new Map<number, number[]>();
    for (const { pid, parent, startTime } of processTable()) {
      alive.set(pid, startTime);
      const siblings = children.get(parent);
      if (siblings) siblings.push(pid);
      else children.set(parent, [pid]);
    }
    const open = [this.#leader, ...this.#strays.keys()];
    for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
      for (const child of children.get(pid) ?? []) {
        if (this.#strays.has(child)) continue;
        this.#strays.set(child, alive.get(child) ?? '');
        open.push(child);
      }
    }
    return alive;
  }
}

/** How {@link endProcessTree} ends processes. */
interface EndingOptions {
  /** Seconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Ends the grace early. */
  readonly killSignal: AbortSignal | undefined;
}

/**
 * Ends `child` with all that it started: SIGTERM, and SIGKILL to what is left after the grace.
 * Returns once its output is closed; a stray that still holds the pipes loses them.
 */
export async function endProcessTree(
  child: ChildProcess,
  closed: Promise<unknown>,
  { grace, killSignal }: EndingOptions,
): Promise<void> {
  if (child.pid === undefined) return;
  const tree = new ProcessTree(child.pid);
  tree.signal('SIGTERM');
  await settledWithin(closed, grace, killSignal);
  // Also after a quick end: one that ignores SIGTERM may hold none of our pipes.
  tree.signal('SIGKILL');
  if (await settledWithin(closed, grace)) return;
  child.stdout?.destroy();
  child.stderr?.destroy();
  await closed;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM: it has changed its user and is out of our reach; the others are not.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
