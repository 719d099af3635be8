import type { AppendedRecord } from '../driver.js';
import { StorageError } from '../errors.js';
import { losesCheckpoints } from '../faults.js';
import { DelayedSync } from './delayed-sync.js';
import { Drafts } from './drafts.js';
import type { FileSystem } from './file-system.js';
import { unlinkIfThere, writeNewFile } from './files.js';
import { checkInnerFolders } from './folders.js';
import { GenerationRepair } from './generation-repair.js';
import { digest } from './integrity.js';
import type { JournalFile } from './journal-file.js';
import type { JournalHeader, JournalLink, JournalRecord } from './journal-format.js';
import { type DraftJournal, JournalMaker } from './journal-maker.js';
import { generationPath, type SessionLayout } from './layout.js';
import { OwnedFolder } from './owned-folder.js';
import { type RecoveredSession, recover } from './recovery.js';
import { RETIRED_JOURNAL } from './retired-journal.js';
import type { SessionLock } from './session-lock.js';
import { readSnapshot, type SnapshotIdentity } from './session-picture.js';
import { type Plan, perform, runSync } from './steps.js';
import { verifyGenerations } from './verification.js';
import type { WriterOptions } from './writer-options.js';

/** A save that a newer one made needless. */
const SUPERSEDED: unique symbol = Symbol('superseded');

/** Writes the records of one session, for the owner of its folder. */
export class SessionWriter {
  /** What was found at opening, until somebody has asked for it. */
  recovered: RecoveredSession | undefined;
  /** What was found is damaged, and stays as it is until it is repaired. */
  foundDamage = false;

  readonly #fs: FileSystem;
  readonly #folder: OwnedFolder;
  readonly #options: WriterOptions;
  readonly #maker: JournalMaker;
  readonly #delayedSync: DelayedSync | undefined;
  #journal: JournalFile | undefined;
  /** Last record that was stored, and that nobody came before. */
  #sequence = 0;
  /** What is called `session`, as far as this writer knows, and its number. */
  #present: SnapshotIdentity | undefined;
  #presentSequence = 0;
  /** In snapshot mode: a journal from other times that isn't the snapshot's still stands beside it. */
  #foundForeignJournal = false;
  /** Counts the saves: one that isn't the newest any more ends without a trace. */
  #turn = 0;
  #savingSnapshot = false;

  private constructor(fs: FileSystem, folder: OwnedFolder, options: WriterOptions) {
    this.#fs = fs;
    this.#folder = folder;
    this.#options = options;
    this.#maker = new JournalMaker(fs, folder, options);
    if (options.durability === 'batched') {
      this.#delayedSync = new DelayedSync(options.batchInterval, () => this.#journal);
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
    this.recovered = recovered;
    this.#present = recovered.present;
    const { snapshot, faults } = recovered;
    this.#sequence = recovered.records.at(-1)?.sequence ?? snapshot?.sequence ?? 0;
    this.foundDamage = losesCheckpoints(faults);
    if (snapshot === undefined || this.foundDamage) return;
    this.#presentSequence = snapshot.sequence;
    const isKeptAside = faults.some(({ code }) => code === 'SET_ASIDE');
    if (this.#options.mode === 'snapshot' && recovered.header === undefined) {
      this.#foundForeignJournal = isKeptAside;
      return;
    }
    if (isKeptAside) yield* this.#folder.setAside(['journal']);
    const { follows = null, summary } = recovered.header ?? {};
    const header = this.#maker.header(snapshot, follows, summary);
    yield* this.#replaceJournal(header, recovered.records);
  }

  /** Writes deltas; `done` tells whether they were next and this writer was still the owner when they were stored. */
  append(
    records: readonly AppendedRecord[],
    done: (error: unknown, accepted: boolean) => void,
  ): void {
    const journal = this.#journal;
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
    if (snapshot !== undefined && !runSync(this.#storeSnapshot(snapshot))) return false;
    const deltas = records.slice(lastSnapshot + 1);
    if (deltas.length > 0 && !this.#storeDeltas(deltas)) return false;
    // All of them at once: should the last not be stored, none counts.
    if (!this.#acknowledge(records)) return false;
    if (snapshot !== undefined) runSync(this.#prune());
    return true;
  }

  #storeDeltas(deltas: readonly AppendedRecord[]): boolean {
    const journal = this.#journal;
    if (journal === undefined) throw this.#noJournal();
    if (journal.failure !== undefined) throw journal.failure;
    if (!journal.takes(deltas)) return false;
    if (journal.busy) return runSync(this.#moveJournal(journal, deltas));
    journal.writeSync(deltas);
    this.#delayedSync?.start();
    return true;
  }

  /** Goes on in a new file, which has more records; `false`: another owner came before. */
  *#moveJournal(journal: JournalFile, more: readonly JournalRecord[]): Plan<boolean> {
    const stored = yield* journal.recordsAfter(journal.header.sequence);
    try {
      yield* this.#replaceJournal(journal.header, [...stored, ...more]);
      return true;
    } catch (error) {
      if (this.#folder.isOwned()) throw error;
      return false;
    }
  }

  /** Makes a snapshot the present one, as a checkpoint of its own. `false`: another owner came before, or it isn't the next. */
  *saveSnapshot(record: AppendedRecord): Plan<boolean> {
    if (record.sequence !== this.#sequence + 1) return false;
    if (!(yield* this.#storeSnapshot(record)) || !this.#acknowledge([record])) return false;
    // Not before: a snapshot that doesn't count may have to make way for the one before.
    yield* this.#prune();
    return true;
  }

  /** Puts a snapshot in the place of the journal's records up to its number, while later ones are written. */
  *compact(record: AppendedRecord): Plan<boolean> {
    const journal = this.#journal;
    // A snapshot that is being saved, or was, stands for more than this one.
    if (
      journal === undefined ||
      this.#savingSnapshot ||
      record.sequence <= journal.header.sequence
    ) {
      return this.#folder.isOwned();
    }
    if (journal.failure !== undefined) throw journal.failure;
    return yield* this.#save(this.#compactPlan(record, journal, ++this.#turn));
  }

  /** Makes the newest provable point the present one; the files as they were get other names. */
  *repair(recovered: RecoveredSession): Plan<string[]> {
    const { snapshot } = recovered;
    if (snapshot === undefined) {
      throw new StorageError(
        'DAMAGED',
        `Nothing of session ${this.#folder.layout.id} can be proved, so nothing can be repaired.`,
        {
          sessionId: this.#folder.layout.id,
        },
      );
    }
    const keptAside = yield* this.#folder.setAside(['journal', 'session']);
    const draft = this.#folder.draftPath();
    const present = yield* this.#writeSnapshot(draft, snapshot.bytes);
    const header = this.#maker.header(snapshot, null, undefined);
    yield* this.#replaceJournal(header, recovered.records);
    this.#commit(draft, this.#folder.layout.snapshot, ++this.#turn);
    this.#present = present;
    yield* this.#folder.sync();
    return keptAside;
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
    this.#turn++;
    const journal = this.#journal;
    this.#journal = undefined;
    try {
      if (journal !== undefined) yield* this.#closeJournal(journal);
    } finally {
      yield* this.#folder.release();
    }
  }

  /** Closes its files as they are, since another owner has come: none of the names is its own any more. */
  abandon(): void {
    this.#delayedSync?.stop();
    this.#turn++;
    this.#journal?.retire();
    this.#journal = undefined;
    this.#folder.abandon();
  }

  *#closeJournal(journal: JournalFile): Plan<void> {
    try {
      yield* perform(quietMoment(journal));
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
      if (this.#journal !== undefined) this.#journal.failure ??= unknown;
      throw unknown;
    }
    this.#sequence = Math.max(this.#sequence, records.at(-1)?.sequence ?? 0);
    return true;
  }

  *#storeSnapshot(record: AppendedRecord): Plan<boolean> {
    this.#savingSnapshot = true;
    try {
      if (!(yield* this.#save(this.#savePlan(record, ++this.#turn)))) return false;
    } finally {
      this.#savingSnapshot = false;
    }
    if (this.#presentSequence >= record.sequence) return true;
    const { id } = this.#folder.layout;
    const message = `Checkpoint ${record.sequence} of session ${id} wasn't stored, and neither was the one that was to take its place: append a snapshot next.`;
    throw new StorageError('ABANDONED', message, { sessionId: id, sequence: record.sequence });
  }

  *#savePlan(record: AppendedRecord, turn: number): Plan<void> {
    const { sequence, bytes } = record;
    const drafts = new Drafts(this.#fs);
    try {
      const draft = drafts.add(this.#folder.draftPath());
      const present = yield* this.#writeSnapshot(draft, bytes);
      // One with this number was stored, and then something failed: it doesn't count.
      const isRetry =
        sequence <= Math.max(this.#presentSequence, this.#journal?.header.sequence ?? 0);
      if (isRetry && this.#journal !== undefined) yield* this.#stepBack(drafts, turn);
      const isFirst = this.#present === undefined || (isRetry && this.#journal === undefined);
      const next = yield* this.#draftJournal(drafts, record, present.digest, false);
      if (!isFirst && !isRetry) yield* this.#archive(turn);
      // The journal first: it names both snapshots, and so either of them is known by it.
      if (next !== undefined && !isFirst) {
        this.#commit(next.path, this.#folder.layout.journal, turn);
        yield* this.#folder.sync();
      }
      if (next === undefined) yield* this.#retireJournal(drafts, turn);
      this.#putInPlace(draft, present, sequence, turn);
      const old = this.#journal;
      if (next === undefined) {
        this.#journal = undefined;
      } else {
        // The very first snapshot is known without a journal; a journal without one would be a loss.
        if (isFirst) {
          yield* this.#folder.sync();
          this.#commit(next.path, this.#folder.layout.journal, turn);
        }
        this.#journal = drafts.adopt(next.file);
      }
      yield* this.#folder.sync();
      old?.retire();
    } finally {
      yield* drafts.discard();
    }
  }

  /**
   * Makes the snapshot before the present one again, as if the one behind it had been cut off: a number that is to be
   * given anew can't be archived. The first of all has none before it, and loses its journal.
   */
  *#stepBack(drafts: Drafts, turn: number): Plan<void> {
    const { layout } = this.#folder;
    const before = this.#journal?.header.follows;
    if (before) {
      const path = generationPath(layout, before.sequence, 'session');
      const older = yield* readSnapshot(this.#fs, path);
      if (older?.digest === before.base) {
        const draft = drafts.add(this.#folder.draftPath());
        this.#fs.link(path, draft);
        const { digest, facts } = older;
        this.#putInPlace(draft, { digest, facts }, before.sequence, turn);
        yield* this.#folder.sync();
        return;
      }
    }
    this.#check(turn);
    runSync(unlinkIfThere(this.#fs, layout.journal));
    this.#journal?.retire();
    this.#journal = undefined;
    yield* this.#folder.sync();
  }

  *#compactPlan(record: AppendedRecord, old: JournalFile, turn: number): Plan<void> {
    const drafts = new Drafts(this.#fs);
    try {
      const draft = drafts.add(this.#folder.draftPath());
      const present = yield* this.#writeSnapshot(draft, record.bytes);
      const next = yield* this.#draftJournal(drafts, record, present.digest, true);
      if (next === undefined) return;
      yield* this.#archive(turn);
      this.#commit(next.path, this.#folder.layout.journal, turn);
      yield* this.#folder.sync();
      yield* perform(quietMoment(old));
      // From here to the switch nothing comes between. Should it fail, the old journal goes on under its second name.
      this.#check(turn);
      if (old.failure !== undefined) throw old.failure;
      const missed = runSync(old.recordsAfter(next.file.last));
      if (missed.length > 0) {
        next.file.writeSync(missed);
        if (this.#options.durability === 'batched') runSync(next.file.sync());
      }
      this.#putInPlace(draft, present, record.sequence, turn);
      this.#journal = drafts.adopt(next.file);
      old.retire();
      yield* this.#folder.sync();
      yield* this.#prune();
    } finally {
      yield* drafts.discard();
    }
  }

  /** Makes a draft the present snapshot, with nothing between the last look at what is there and this. */
  #putInPlace(draft: string, present: SnapshotIdentity, sequence: number, turn: number): void {
    if (turn !== this.#turn) throw SUPERSEDED;
    runSync(this.#folder.checkPresent(this.#present));
    this.#commit(draft, this.#folder.layout.snapshot, turn);
    this.#present = present;
    this.#presentSequence = sequence;
  }

  *#archive(turn: number): Plan<void> {
    const journal = this.#journal;
    // Nobody syncs it later, and the one that follows goes on from its end.
    const isWhole = journal !== undefined && journal.failure === undefined;
    if (isWhole && this.#options.durability === 'batched') yield* journal.sync();
    yield* this.#folder.archive(this.#presentSequence, journal, () => this.#check(turn));
  }

  *#writeSnapshot(path: string, bytes: Uint8Array): Plan<SnapshotIdentity> {
    const facts = yield* writeNewFile(this.#fs, path, bytes);
    return { facts, digest: yield* perform(digest(bytes)) };
  }

  /** What becomes of a save: stored (or made needless by one that is), lost to another owner, or failed. */
  *#save(plan: Plan<void>): Plan<boolean> {
    try {
      yield* plan;
    } catch (error) {
      if (error !== SUPERSEDED && this.#folder.isOwned()) throw error;
    }
    return this.#folder.isOwned();
  }

  /** A journal that goes on from a snapshot that isn't in its place yet. */
  *#draftJournal(
    drafts: Drafts,
    record: AppendedRecord,
    digest: string,
    goesOn: boolean,
  ): Plan<DraftJournal | undefined> {
    if (this.#options.mode === 'snapshot') return undefined;
    const old = this.#journal;
    const { sequence, bytes } = record;
    const follows = old === undefined ? null : linkTo(old, goesOn ? undefined : sequence);
    const summary = record.summary && Buffer.from(record.summary).toString('base64');
    const header = this.#maker.header({ sequence, bytes, digest }, follows, summary);
    const records = goesOn && old !== undefined ? yield* old.recordsAfter(sequence) : [];
    return yield* this.#maker.draft(drafts, header, records);
  }

  /** The same journal in a new file. */
  *#replaceJournal(header: JournalHeader, records: readonly JournalRecord[]): Plan<void> {
    const turn = ++this.#turn;
    const drafts = new Drafts(this.#fs);
    try {
      const { path, file } = yield* this.#maker.draft(drafts, header, records);
      this.#commit(path, this.#folder.layout.journal, turn);
      const old = this.#journal;
      this.#journal = drafts.adopt(file);
      try {
        yield* this.#folder.sync();
      } catch (error) {
        // Whoever waits to append to it mustn't: what it holds already may be handed in again.
        file.failure ??= error;
        throw error;
      }
      old?.retire();
    } finally {
      yield* drafts.discard();
    }
  }

  /** In snapshot mode: a journal from other times, which has its second name already, makes way for what says so. */
  *#retireJournal(drafts: Drafts, turn: number): Plan<void> {
    if (this.#foundForeignJournal) yield* this.#folder.setAside(['journal']);
    else if (this.#journal === undefined) return;
    const draft = drafts.add(this.#folder.draftPath());
    yield* writeNewFile(this.#fs, draft, RETIRED_JOURNAL);
    this.#commit(draft, this.#folder.layout.journal, turn);
    this.#foundForeignJournal = false;
    yield* this.#folder.sync();
  }

  *#prune(): Plan<void> {
    const { generations, mode } = this.#options;
    const journalSequence = this.#journal?.header.sequence ?? this.#presentSequence;
    const policy =
      // Without journals, the newest generation alone tells which number comes next.
      mode === 'snapshot' ? { ...generations, keep: Math.max(1, generations.keep) } : generations;
    yield* this.#folder.prune(Math.min(this.#presentSequence, journalSequence), policy);
  }

  #commit(draft: string, name: string, turn: number): void {
    this.#check(turn);
    this.#folder.commit(draft, name);
  }

  #check(turn: number): void {
    if (turn !== this.#turn) throw SUPERSEDED;
    this.#folder.checkOwned();
  }

  #noJournal(): StorageError {
    const { id } = this.#folder.layout;
    const message = `Session ${id} has no journal yet: append a snapshot.`;
    return new StorageError('SNAPSHOT_NEEDED', message, { sessionId: id });
  }
}

function quietMoment(journal: JournalFile): {
  sync(): void;
  async(done: (error: null) => void): void;
} {
  return { sync: () => {}, async: (done) => journal.whenQuiet(() => done(null)) };
}

/** What a journal says of the one before it; `next`: number of its own snapshot, unless the records go on behind that. */
function linkTo(old: JournalFile, next: number | undefined): JournalLink | null {
  const { base, sequence, follows } = old.header;
  if (next === undefined) return { base, sequence, last: null };
  // Its snapshot doesn't count; this one takes its place.
  if (sequence >= next)
    return follows && { ...follows, last: Math.min(follows.last ?? next, next - 1) };
  // What stands in it beyond that was refused.
  return { base, sequence, last: Math.min(old.last, next - 1) };
}
