import type { StorageFault } from '../driver.js';
import type { SessionLayout } from './layout.js';

/** Gathers what is told of a session that isn't as it was saved. */
export class RecoveryFaults {
  readonly list: StorageFault[] = [];
  readonly #layout: SessionLayout;

  constructor(layout: SessionLayout) {
    this.#layout = layout;
  }

  /** @param what follows the path. */
  tell(code: StorageFault['code'], path: string, what: string): void {
    this.list.push({ code, message: `${path} ${what}`, path });
  }

  tellOfSnapshot(code: StorageFault['code'], what: string): void {
    this.tell(code, this.#layout.snapshot, what);
  }

  tellOlderSnapshot(): void {
    this.tellOfSnapshot(
      'DAMAGED_SNAPSHOT',
      'is older than the snapshot that its journal continues.',
    );
  }

  tellLostJournal(what: string): void {
    const rest = `${what}: how many checkpoints are lost with it isn't known.`;
    this.tell('MISSING_JOURNAL', this.#layout.journal, rest);
  }

  /**
   * @param last the greatest number that is left.
   * @param at place among the faults, if not the last.
   */
  lose(
    code: StorageFault['code'],
    last: number,
    lostTo: number,
    what: string,
    at: number = this.list.length,
  ): void {
    const lostFrom = last + 1;
    const lost = lostTo < lostFrom ? {} : { lostFrom, lostTo };
    const range =
      lostTo < lostFrom
        ? 'no checkpoint is known to be lost'
        : lostTo === lostFrom
          ? `checkpoint ${lostFrom} is lost`
          : `checkpoints ${lostFrom} to ${lostTo} are lost`;
    const message = `${what}: ${range}.`;
    this.list.splice(at, 0, { code, message, path: this.#layout.directory, ...lost });
  }

  noteTear(last: number, tornTo: number, unsynced: boolean): void {
    const { journal } = this.#layout;
    if (!unsynced) {
      const message = `The last write to ${journal} was cut off before anybody was told that it succeeded.`;
      this.list.push({ code: 'TORN_TAIL', message, path: journal });
      return;
    }
    this.lose('TORN_TAIL', last, tornTo, `A power cut took what ${journal} had not synced yet`);
    if (tornTo <= last) return;
    const rest =
      'holds records behind those that are lost: it is set aside, and they are not applied.';
    this.tell('SET_ASIDE', journal, rest);
  }
}
