import type { AppendedRecord } from '../driver.js';
import { StorageError } from '../errors.js';
import { losesCheckpoints } from '../faults.js';
import { CurrentGeneration } from './current-generation.js';
import { DelayedSync } from './delayed-sync.js';
import type { FileSystem } from './file-system.js';
import { checkInnerFolders } from './folders.js';
import { GenerationRepair } from './generation-repair.js';
import type { JournalFile } from './journal-file.js';
import type { SessionLayout } from './layout.js';
import { OwnedFolder } from './owned-folder.js';
import { type RecoveredSession, recover } from './recovery.js';
import type { SessionLock } from './session-lock.js';
import { type Plan, runSync } from './steps.js';
import { verifyGenerations } from './verification.js';
import type { WriterOptions } from './writer-options.js';

/** Writes the records of one session, for the owner of its folder. */
export class SessionWriter {
  /** What was found at opening, until somebody has asked for it. */
  recovered: RecoveredSession | undefined;
  /** What was found is damaged, and stays as it is until it is repaired. */
  foundDamage = false;

  readonly #fs: FileSystem;
  readonly #folder: OwnedFolder;
  readonly #current: CurrentGeneration;
  readonly #delayedSync: DelayedSync | undefined;
  /** Last record that was stored, and that nobody came before. */
  #sequence = 0;

  private constructor(fs: FileSystem, folder: OwnedFolder, options: WriterOptions) {
    this.#fs = fs;
    this.#folder = folder;
    this.#current = new CurrentGeneration(fs, folder, options);
    if (options.durability === 'batched') {
      this.#delayedSync = new DelayedSync(options.batchInterval, () => this.#current.journal);
    }
  }

  /** Reads what is there and begins a journal file of its own, so that nobody reads what a former owner still writes. */
  static *open(
    fs: FileSystem,
    layout: SessionLayout,
    lock: SessionLock,
    options: WriterOptions,
  ): Plan<SessionWriter> {
    yield* checkInnerFolders(fs, layout);
    const folder = new OwnedFolder(fs, layout, lock);
    const writer = new SessionWriter(fs, folder, options);
    yield* folder.sweep();
    if (lock.isTakenFromLiving) yield* folder.detachNewestArchive();
    yield* writer.begin();
    return writer;
  }

  get fence(): number {
    return this.#folder.fence;
  }

  /** Looks at what is stored, and makes it ready to be written on unless it is damaged. */
  *begin(): Plan<void> {
    const recovered = yield* recover(this.#fs, this.#folder.layout);
    const { records, snapshot, faults } = recovered;
    this.recovered = recovered;
    this.#sequence = records.at(-1)?.sequence ?? snapshot?.sequence ?? 0;
    this.foundDamage = losesCheckpoints(faults);
    yield* this.#current.begin(recovered, this.foundDamage);
  }

  /** Writes deltas; `done` tells whether they were next and this writer was still the owner when they were stored. */
  append(
    records: readonly AppendedRecord[],
    done: (error: unknown, accepted: boolean) => void,
  ): void {
    const { journal } = this.#current;
    if (journal === undefined) {
      done(this.#noJournal(), false);
      return;
    }
    if (!journal.takes(records)) {
      done(journal.failure ?? null, false);
      return;
    }
    journal.write(records, (error) => {
      if (error) {
        done(error, false);
        return;
      }
      this.#delayedSync?.start();
      let accepted: boolean;
      try {
        accepted = this.#acknowledge(records);
      } catch (unknown) {
        done(unknown, false);
        return;
      }
      done(null, accepted);
    });
  }

  /**
   * Writes records now. They begin with those whose asynchronous write hasn't ended: then the journal goes
   * on in a new file, and what still lands in the old one is read by nobody.
   */
  appendSync(given: readonly AppendedRecord[]): boolean {
    const records = given.filter(({ sequence }) => sequence > this.#sequence);
    if (records[0]?.sequence !== this.#sequence + 1) return false;
    const lastSnapshot = records.findLastIndex(({ kind }) => kind === 'snapshot');
    const snapshot = records[lastSnapshot];
    if (snapshot !== undefined && !runSync(this.#current.save(snapshot))) return false;
    const deltas = records.slice(lastSnapshot + 1);
    if (deltas.length > 0 && !this.#storeDeltas(deltas)) return false;
    // All of them at once: should the last not be stored, none counts.
    if (!this.#acknowledge(records)) return false;
    if (snapshot !== undefined) runSync(this.#current.prune());
    return true;
  }

  #storeDeltas(deltas: readonly AppendedRecord[]): boolean {
    const { journal } = this.#current;
    if (journal === undefined) throw this.#noJournal();
    if (journal.failure !== undefined) throw journal.failure;
    if (!journal.takes(deltas)) return false;
    if (journal.busy) return runSync(this.#current.moveJournal(journal, deltas));
    journal.writeSync(deltas);
    this.#delayedSync?.start();
    return true;
  }

  /** Makes a snapshot the present one, as a checkpoint of its own. `false`: another owner came before, or it isn't the next. */
  *saveSnapshot(record: AppendedRecord): Plan<boolean> {
    if (record.sequence !== this.#sequence + 1) return false;
    if (!(yield* this.#current.save(record)) || !this.#acknowledge([record])) return false;
    // Not before: a snapshot that doesn't count may have to make way for the one before.
    yield* this.#current.prune();
    return true;
  }

  /** Puts a snapshot in the place of the journal's records up to its number, while later ones are written. */
  compact(record: AppendedRecord): Plan<boolean> {
    return this.#current.compact(record);
  }

  /** Makes the newest provable point the present one; the files as they were get other names. */
  repair(recovered: RecoveredSession): Plan<string[]> {
    return this.#current.setBack(recovered);
  }

  /**
   * Takes what is damaged out of the older generations.
   *
   * @param setBackTo the snapshot that was made the present one again, if one was.
   */
  *repairGenerations(setBackTo: number | undefined): Plan<GenerationRepair> {
    const repair = new GenerationRepair(this.#fs, this.#folder);
    if (setBackTo !== undefined) yield* repair.clearAfter(setBackTo);
    const { faults } = yield* verifyGenerations(this.#fs, this.#folder.layout);
    yield* repair.mend(faults);
    return repair;
  }

  /** Cuts the zeros off the journal and gives the lock back. */
  *close(): Plan<void> {
    this.#delayedSync?.stop();
    const journal = this.#current.leave();
    try {
      if (journal !== undefined) yield* this.#closeJournal(journal);
    } finally {
      yield* this.#folder.release();
    }
  }

  /** Closes its files as they are, since another owner has come: none of the names is its own any more. */
  abandon(): void {
    this.#delayedSync?.stop();
    this.#current.leave()?.retire();
    this.#folder.abandon();
  }

  *#closeJournal(journal: JournalFile): Plan<void> {
    try {
      yield* journal.quiet();
      if (this.#delayedSync === undefined) return;
      // What was acknowledged before isn't on disk: here is the last place to say so.
      if (journal.failure !== undefined) throw journal.failure;
      yield* journal.sync();
    } finally {
      yield* journal.close();
    }
  }

  /** Notes that records are stored, if no other owner came before. */
  #acknowledge(records: readonly AppendedRecord[]): boolean {
    try {
      if (!this.#folder.isOwned()) return false;
    } catch (unknown) {
      // They are stored and yet don't count: what comes next can't come behind them.
      const { journal } = this.#current;
      if (journal !== undefined) journal.failure ??= unknown;
      throw unknown;
    }
    this.#sequence = Math.max(this.#sequence, records.at(-1)?.sequence ?? 0);
    return true;
  }

  #noJournal(): StorageError {
    const { id } = this.#folder.layout;
    const message = `Session ${id} has no journal yet: append a snapshot.`;
    return new StorageError('SNAPSHOT_NEEDED', message, { sessionId: id });
  }
}
