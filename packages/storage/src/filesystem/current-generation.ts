import type { AppendedRecord } from '../driver.js';
import { StorageError } from '../errors.js';
import { Drafts } from './drafts.js';
import type { FileSystem } from './file-system.js';
import { unlinkIfThere, writeNewFile } from './files.js';
import { digest } from './integrity.js';
import type { JournalFile } from './journal-file.js';
import type { JournalHeader, JournalLink, JournalRecord } from './journal-format.js';
import { type DraftJournal, JournalMaker } from './journal-maker.js';
import { generationPath } from './layout.js';
import type { OwnedFolder } from './owned-folder.js';
import type { RecoveredSession } from './recovery.js';
import { RETIRED_JOURNAL } from './retired-journal.js';
import { readSnapshot, type SnapshotIdentity } from './session-picture.js';
import { type Plan, perform, runSync } from './steps.js';
import type { WriterOptions } from './writer-options.js';

/** A save that a newer one made needless. */
const SUPERSEDED: unique symbol = Symbol('superseded');

/**
 * The files called `session` and `session.journal`, and how others come to be that, in an order in which a power
 * cut at any moment leaves what can be proved.
 */
export class CurrentGeneration {
  readonly #fs: FileSystem;
  readonly #folder: OwnedFolder;
  readonly #options: WriterOptions;
  readonly #maker: JournalMaker;
  #journal: JournalFile | undefined;
  /** What is called `session`, as far as its writer knows, and its number. */
  #present: SnapshotIdentity | undefined;
  #presentSequence = 0;
  /** In snapshot mode: a journal from other times that isn't the snapshot's still stands beside it. */
  #foundForeignJournal = false;
  /** Counts the saves: one that isn't the newest any more ends without a trace. */
  #turn = 0;
  #savingSnapshot = false;

  constructor(fs: FileSystem, folder: OwnedFolder, options: WriterOptions) {
    this.#fs = fs;
    this.#folder = folder;
    this.#options = options;
    this.#maker = new JournalMaker(fs, folder, options);
  }

  /** Where deltas go. */
  get journal(): JournalFile | undefined {
    return this.#journal;
  }

  /** Takes what was found, and makes a journal file of its own for it unless it stays as it is. */
  *begin(found: RecoveredSession, staysAsItIs: boolean): Plan<void> {
    this.#present = found.present;
    const { snapshot } = found;
    if (snapshot === undefined || staysAsItIs) return;
    this.#presentSequence = snapshot.sequence;
    const isKeptAside = found.faults.some(({ code }) => code === 'SET_ASIDE');
    if (this.#options.mode === 'snapshot' && found.header === undefined) {
      this.#foundForeignJournal = isKeptAside;
      return;
    }
    if (isKeptAside) yield* this.#folder.setAside(['journal']);
    const { follows = null, summary } = found.header ?? {};
    const isInPlace = typeof follows?.last === 'number';
    // The owner before may have been killed between giving the snapshot its name and the sync.
    if (isInPlace) yield* this.#folder.syncIfNeeded();
    const header = this.#maker.header(snapshot, follows, summary, isInPlace);
    yield* this.#replaceJournal(header, found.records);
  }

  /** Makes a snapshot the present one, with nothing behind it. `false`: another owner came before. */
  *save(record: AppendedRecord): Plan<boolean> {
    this.#savingSnapshot = true;
    try {
      if (!(yield* this.#outcome(this.#savePlan(record, ++this.#turn)))) return false;
    } catch (error) {
      // Its number is going to be given again: nothing comes behind what is left of it.
      const journal = this.#journal;
      if (journal && journal.header.sequence >= record.sequence) journal.failure ??= error;
      throw error;
    } finally {
      this.#savingSnapshot = false;
    }
    if (this.#presentSequence >= record.sequence) return true;
    const { id } = this.#folder.layout;
    const message = `Checkpoint ${record.sequence} of session ${id} wasn't stored, and neither was the one that was to take its place: append a snapshot next.`;
    throw new StorageError('ABANDONED', message, { sessionId: id, sequence: record.sequence });
  }

  /** Puts a snapshot in the place of the journal's records up to its number, while later ones are written. */
  *compact(record: AppendedRecord): Plan<boolean> {
    for (;;) {
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
      if (!(yield* this.#outcome(this.#compactPlan(record, journal, ++this.#turn)))) return false;
      // A synchronous checkpoint may have moved the journal meanwhile: that one is as long as ever.
      if (this.#journal === journal || this.#presentSequence >= record.sequence) return true;
    }
  }

  /** Goes on in a new file, which has more records; `false`: another owner came before. */
  *moveJournal(journal: JournalFile, more: readonly JournalRecord[]): Plan<boolean> {
    const stored = yield* journal.recordsAfter(journal.header.sequence);
    try {
      yield* this.#replaceJournal(journal.header, [...stored, ...more]);
      return true;
    } catch (error) {
      if (this.#folder.isOwned()) throw error;
      return false;
    }
  }

  /** Makes the newest provable point the present one; the files as they were get other names. */
  *setBack(found: RecoveredSession): Plan<string[]> {
    const { snapshot } = found;
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
    yield* this.#replaceJournal(header, found.records);
    this.#commit(draft, this.#folder.layout.snapshot, ++this.#turn);
    this.#present = present;
    yield* this.#folder.sync();
    return keptAside;
  }

  /** Removes the generations that nobody wants kept. */
  *prune(): Plan<void> {
    const { generations, mode } = this.#options;
    const journalSequence = this.#journal?.header.sequence ?? this.#presentSequence;
    const policy =
      // Without journals, the newest generation alone tells which number comes next.
      mode === 'snapshot' ? { ...generations, keep: Math.max(1, generations.keep) } : generations;
    yield* this.#folder.prune(Math.min(this.#presentSequence, journalSequence), policy);
  }

  /** Lets go of the journal, and of every save that is under way. */
  leave(): JournalFile | undefined {
    this.#turn++;
    const journal = this.#journal;
    this.#journal = undefined;
    return journal;
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
      old?.retire();
      yield* this.#folder.sync();
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
      yield* old.quiet();
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
      yield* this.prune();
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
  *#outcome(plan: Plan<void>): Plan<boolean> {
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
      old?.retire();
      try {
        yield* this.#folder.sync();
      } catch (error) {
        // Whoever waits to append to it mustn't: what it holds already may be handed in again.
        file.failure ??= error;
        throw error;
      }
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

  #commit(draft: string, name: string, turn: number): void {
    this.#check(turn);
    this.#folder.commit(draft, name);
  }

  #check(turn: number): void {
    if (turn !== this.#turn) throw SUPERSEDED;
    this.#folder.checkOwned();
  }
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
