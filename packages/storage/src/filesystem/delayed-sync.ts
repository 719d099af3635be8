import type { JournalFile } from './journal-file.js';
import { run } from './steps.js';

/** Syncs the journal some time after something was written to it, once for all that was written meanwhile. */
export class DelayedSync {
  readonly #interval: number;
  readonly #journal: () => JournalFile | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param interval milliseconds. */
  constructor(interval: number, journal: () => JournalFile | undefined) {
    this.#interval = interval;
    this.#journal = journal;
  }

  start(): void {
    this.#timer ??= setTimeout(() => this.#sync(), this.#interval).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #sync(): void {
    this.#timer = undefined;
    const journal = this.#journal();
    if (journal === undefined) return;
    // A failure is kept by the journal: the next append rejects with it, or else the close.
    run(journal.sync()).catch(() => {});
  }
}
