import type { ChildProcess } from 'node:child_process';
import type { ControlGroup } from './control-group.js';
import { inRounds } from './in-rounds.js';
import { ProcessTree } from './process-tree.js';
import { settledWithin } from './settled-within.js';

/** How the processes of a job are told. */
export interface Recognition {
  /** An entry of the environment that all of them are started with. */
  readonly mark: string;
  /** The group to put them into, if there is one. */
  readonly controlGroup: ControlGroup | undefined;
}

/** How processes are ended. */
export interface Ending {
  /** Seconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Ends the grace early. */
  readonly killSignal: AbortSignal | undefined;
}

/** A command that runs, with all that it has started. */
export class JobProcesses {
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #tree: ProcessTree | undefined;
  readonly #controlGroup: ControlGroup | undefined;

  /** To be made before the child has come to start anything itself. */
  constructor(child: ChildProcess, { mark, controlGroup }: Recognition) {
    this.#child = child;
    this.#mark = mark;
    this.#controlGroup = controlGroup;
    const { pid } = child;
    if (pid === undefined) return; // It could not be started.
    const isCaught = controlGroup?.take(pid) ?? false;
    this.#tree = new ProcessTree(pid);
    // Nobody gets out of a control group, so nobody has to be watched in it.
    if (!isCaught) this.#tree.watch();
  }

  /** Ends all of them: SIGTERM, and SIGKILL to what is left after the grace. Resolves once the output is closed. */
  async end(closed: Promise<unknown>, { grace, killSignal }: Ending): Promise<void> {
    this.#tree?.unwatch();
    this.#signal('SIGTERM');
    await settledWithin(closed, grace, killSignal);
    // Also after a quick end: one that ignores SIGTERM may hold none of our pipes.
    this.#controlGroup?.kill();
    inRounds(() => this.#signal('SIGKILL'));
    await this.#controlGroup?.emptied(grace);
    await this.#closeOutput(closed, grace);
  }

  /**
   * Ends those who keep the output open after the command itself has ended, and what else is in its process group and
   * session. Daemons that hold nothing of ours were started to stay. Returns whether all have given the output up.
   */
  async endLeftovers(closed: Promise<unknown>, { grace, killSignal }: Ending): Promise<boolean> {
    this.#tree?.unwatch();
    this.#tree?.forget();
    this.#tree?.signal('SIGTERM');
    await settledWithin(closed, grace, killSignal);
    inRounds(() => this.#tree?.signal('SIGKILL') ?? false);
    return this.#closeOutput(closed, grace);
  }

  /** Stops looking at them; what still runs may go on. */
  unwatch(): void {
    this.#tree?.unwatch();
  }

  #signal(signal: NodeJS.Signals): boolean {
    const others = this.#controlGroup?.pids;
    return this.#tree?.signal(signal, { mark: this.#mark, others }) ?? false;
  }

  /** A stray that still holds the pipes loses them. Returns whether there was none. */
  async #closeOutput(closed: Promise<unknown>, grace: number): Promise<boolean> {
    if (await settledWithin(closed, grace)) return true;
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    await closed;
    return false;
  }
}
