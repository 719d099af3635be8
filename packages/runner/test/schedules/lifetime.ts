import { cpSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SessionManager } from '@plainbox/manager';

/** A life ends here: nothing that waits for this goes on. */
const never = new Promise<never>(() => {});

/** How a life ends before its time: when so many things have happened, such as a write begun or done, a turn of a job. */
export interface EarlyEnd {
  readonly kind: 'kill' | 'stop';
  readonly afterSteps: number;
}

/**
 * The life of a process that works on a session on real files, and can end at any step. Death is a copy of the files
 * as they are at that moment: what the dead one still does, it does to the old ones.
 */
export class Lifetime {
  /** Resolves when it dies, if it does. */
  readonly death: Promise<void>;
  readonly #stop = new AbortController();
  readonly #end: EarlyEnd | undefined;
  readonly #folder: string;
  #die: () => void = () => {};
  #steps = 0;
  #found: string | undefined;

  constructor({ storage }: SessionManager, end: EarlyEnd | undefined) {
    this.#end = end;
    this.#folder = dirname(storage.location);
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
    const append = storage.append.bind(storage);
    storage.append = async (...args) => {
      await this.step();
      const receipt = await append(...args);
      await this.step();
      return receipt;
    };
  }

  /** Aborted when the plan stops this life, which may then come to its end. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  get isDead(): boolean {
    return this.#found !== undefined;
  }

  /** Where the session is found by the life that comes after. */
  get folder(): string {
    return this.#found ?? this.#folder;
  }

  async step(): Promise<void> {
    if (this.isDead) return never;
    this.#steps += 1;
    if (this.#end?.afterSteps !== this.#steps) return;
    if (this.#end.kind === 'stop') return this.#stop.abort(new Error('stopped'));
    this.#found = `${this.#folder}+`;
    cpSync(this.#folder, this.#found, { recursive: true, verbatimSymlinks: true });
    this.#die();
    return never;
  }
}
