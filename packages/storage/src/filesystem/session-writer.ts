import { join } from 'node:path';
import type { AppendedRecord } from '../driver.js';
import { StorageError } from '../errors.js';
import { losesCheckpoints } from '../faults.js';
import { Drafts } from './drafts.js';
import type { FileFacts, FileSystem } from './file-system.js';
import {
  linkOver,
  listIfThere,
  lstatIfThere,
  makeDirectory,
  syncDirectory,
  unlinkIfThere,
  writeNewFile,
} from './files.js';
import { type GenerationPolicy, pruneGenerations } from './generations.js';
import { digestOf } from './integrity.js';
import { JournalFile } from './journal-file.js';
import type { JournalHeader, JournalLink, JournalRecord } from './journal-format.js';
import { fenceOfTemporary, generationPath, type SessionLayout, temporaryPath } from './layout.js';
import { type RecoveredSession, recover } from './recovery.js';
import type { SessionLock } from './session-lock.js';
import { isSameFile } from './session-picture.js';
import { type Plan, perform, run, runSync } from './steps.js';

/** How one session is written. */
export interface WriterOptions {
  /** `snapshot`: no journal, every record is the whole session; for folders that plainbox (Python) writes too. */
  readonly mode: 'journal' | 'snapshot';
  readonly durability: 'sync' | 'batched' | 'none';
  /** With `batched`: milliseconds that a power cut may take. */
  readonly batchInterval: number;
  readonly generations: GenerationPolicy;
}

/** A save that a newer one made needless. */
const SUPERSEDED: unique symbol = Symbol('superseded');
/** A save that another owner came before. */
const LOST: unique symbol = Symbol('lost');

/**
 * Writes one session, for the owner of its lock. Each change of state is a rename, done only while the
 * lock is seen to be held and from a draft that a later owner sweeps away before it reads: so a
 * writer that was frozen anywhere can't change what another one wrote.
 */
export class SessionWriter {
  /** What was found at opening, until somebody has asked for it. */
  recovered: RecoveredSession | undefined;

  readonly #fs: FileSystem;
  readonly #layout: SessionLayout;
  readonly #lock: SessionLock;
  readonly #options: WriterOptions;
  #journal: JournalFile | undefined;
  /** What is called `session`, as far as this writer knows, and its number. */
  #present: FileFacts | undefined;
  #presentSequence = 0;
  /** In snapshot mode: the journal from other times that still stands beside the snapshot. */
  #foundJournal: JournalHeader | undefined;
  #drafts = 0;
  /** Counts the saves: one that isn't the newest any more ends without a trace. */
  #turn = 0;
  #savingSnapshot = false;
  #syncTimer: NodeJS.Timeout | undefined;

  private constructor(
    fs: FileSystem,
    layout: SessionLayout,
    lock: SessionLock,
    options: WriterOptions,
  ) {
    this.#fs = fs;
    this.#layout = layout;
    this.#lock = lock;
    this.#options = options;
  }

  /** Reads what is there and begins a journal file of its own, so that nobody reads what a former owner still writes. */
  static *open(
    fs: FileSystem,
    layout: SessionLayout,
    lock: SessionLock,
    options: WriterOptions,
  ): Plan<SessionWriter> {
    const writer = new SessionWriter(fs, layout, lock, options);
    yield* writer.#sweep();
    yield* writer.begin();
    return writer;
  }

  get fence(): number {
    return this.#lock.fence;
  }

  /** Looks at what is stored, and makes it ready to be written on unless it is damaged. */
  *begin(): Plan<void> {
    const recovered = yield* recover(this.#fs, this.#layout);
    this.recovered = recovered;
    this.#present = recovered.present;
    const { snapshot, faults } = recovered;
    if (snapshot === undefined || losesCheckpoints(faults)) return;
    this.#presentSequence = snapshot.sequence;
    if (this.#options.mode === 'snapshot') {
      this.#foundJournal = recovered.header;
      return;
    }
    if (faults.some(({ code }) => code === 'SET_ASIDE')) yield* this.#setAside(['journal']);
    const { follows = null, summary } = recovered.header ?? {};
    const header = this.#header(snapshot.digest, snapshot.sequence, follows, summary);
    yield* this.#replaceJournal(header, recovered.records);
  }

  /** Writes deltas; `done` tells whether this writer was still the owner when they were stored. */
  append(
    records: readonly AppendedRecord[],
    done: (error: unknown, accepted: boolean) => void,
  ): void {
    const journal = this.#journal;
    if (journal === undefined) {
      done(this.#noJournal(), false);
      return;
    }
    journal.write(records, (error) => {
      if (error) {
        done(error, false);
        return;
      }
      if (this.#options.durability === 'batched') this.#syncSoon();
      try {
        done(null, this.#isOwner());
      } catch (vanished) {
        done(vanished, false);
      }
    });
  }

  /**
   * Writes records now. They begin with those whose asynchronous write hasn't ended: then the journal goes
   * on in a new file, and what still lands in the old one is read by nobody.
   */
  appendSync(records: readonly AppendedRecord[]): boolean {
    const lastSnapshot = records.findLastIndex(({ kind }) => kind === 'snapshot');
    const snapshot = records[lastSnapshot];
    if (snapshot !== undefined && !runSync(this.saveSnapshot(snapshot))) return false;
    const deltas = records.slice(lastSnapshot + 1);
    if (deltas.length === 0) return true;
    const journal = this.#journal;
    if (journal === undefined) throw this.#noJournal();
    if (journal.failure !== undefined) throw journal.failure;
    if (journal.busy) {
      const stored = runSync(journal.recordsAfter(journal.header.sequence));
      runSync(this.#replaceJournal(journal.header, [...stored, ...deltas]));
    } else {
      journal.writeSync(deltas);
      if (this.#options.durability === 'batched') this.#syncSoon();
    }
    return this.#isOwner();
  }

  /** Makes a snapshot the present one, as a checkpoint of its own. `false`: another owner came before. */
  *saveSnapshot(record: AppendedRecord): Plan<boolean> {
    this.#savingSnapshot = true;
    try {
      return yield* this.#save(this.#savePlan(record, ++this.#turn));
    } finally {
      this.#savingSnapshot = false;
    }
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
      return this.#isOwner();
    }
    return yield* this.#save(this.#compactPlan(record, journal, ++this.#turn));
  }

  /** Makes the newest provable point the present one; the files as they were get other names. */
  *repair(recovered: RecoveredSession): Plan<string[]> {
    const { snapshot } = recovered;
    if (snapshot === undefined) {
      throw new StorageError(
        'DAMAGED',
        `Nothing of session ${this.#layout.id} can be proved, so nothing can be repaired.`,
        {
          sessionId: this.#layout.id,
        },
      );
    }
    const keptAside = yield* this.#setAside(['journal', 'session']);
    const draft = this.#draftPath();
    const present = yield* writeNewFile(this.#fs, draft, snapshot.bytes);
    const header = this.#header(snapshot.digest, snapshot.sequence, null);
    yield* this.#replaceJournal(header, recovered.records);
    this.#commit(draft, this.#layout.snapshot, ++this.#turn);
    this.#present = present;
    yield* syncDirectory(this.#fs, this.#layout.directory);
    return keptAside;
  }

  /** Cuts the zeros off the journal and gives the lock back. */
  *close(): Plan<void> {
    clearTimeout(this.#syncTimer);
    this.#turn++;
    const journal = this.#journal;
    this.#journal = undefined;
    try {
      if (journal !== undefined) {
        try {
          if (this.#options.durability === 'batched' && journal.failure === undefined) {
            yield* journal.sync();
          }
        } finally {
          yield* journal.close();
        }
      }
    } finally {
      yield* this.#lock.release();
    }
  }

  *#savePlan(record: AppendedRecord, turn: number): Plan<void> {
    const { directory, snapshot, journal } = this.#layout;
    const drafts = new Drafts(this.#fs);
    try {
      const draft = drafts.add(this.#draftPath());
      const present = yield* writeNewFile(this.#fs, draft, record.bytes);
      const next = yield* this.#draftJournal(drafts, record, false);
      const isFirst = this.#present === undefined;
      if (!isFirst) yield* this.#archive();
      // The journal first: it names both snapshots, and so either of them is known by it.
      if (next !== undefined && !isFirst) {
        this.#commit(next.path, journal, turn);
        yield* syncDirectory(this.#fs, directory);
      }
      yield* this.#checkPresent();
      this.#commit(draft, snapshot, turn);
      this.#present = present;
      this.#presentSequence = record.sequence;
      const old = this.#journal;
      if (next === undefined) {
        this.#retireJournal();
      } else {
        // The very first snapshot is known without a journal; a journal without one would be a loss.
        if (isFirst) {
          yield* syncDirectory(this.#fs, directory);
          this.#commit(next.path, journal, turn);
        }
        this.#journal = drafts.adopt(next.file);
      }
      yield* syncDirectory(this.#fs, directory);
      old?.retire();
      yield* this.#prune();
    } finally {
      yield* drafts.discard();
    }
  }

  *#compactPlan(record: AppendedRecord, old: JournalFile, turn: number): Plan<void> {
    const { directory, snapshot, journal } = this.#layout;
    const drafts = new Drafts(this.#fs);
    try {
      const draft = drafts.add(this.#draftPath());
      const present = yield* writeNewFile(this.#fs, draft, record.bytes);
      const next = yield* this.#draftJournal(drafts, record, true);
      if (next === undefined) return;
      yield* this.#archive();
      this.#commit(next.path, journal, turn);
      yield* syncDirectory(this.#fs, directory);
      // From here to the switch nothing is written, and nothing waits but for what was written meanwhile.
      yield* perform(quietMoment(old));
      this.#check(turn);
      if (old.failure !== undefined) throw old.failure;
      const missed = runSync(old.recordsAfter(next.file.last));
      if (missed.length > 0) next.file.writeSync(missed);
      this.#journal = drafts.adopt(next.file);
      try {
        if (this.#options.durability === 'batched') yield* next.file.sync();
        yield* this.#checkPresent();
        this.#commit(draft, snapshot, turn);
        this.#present = present;
        this.#presentSequence = record.sequence;
        yield* syncDirectory(this.#fs, directory);
      } finally {
        old.retire();
      }
      yield* this.#prune();
    } finally {
      yield* drafts.discard();
    }
  }

  /** What becomes of a save: stored (or made needless by one that is), lost to another owner, or failed. */
  *#save(plan: Plan<void>): Plan<boolean> {
    try {
      yield* plan;
    } catch (error) {
      if (error === SUPERSEDED) return true;
      if (this.#isOwner()) throw error;
      return false;
    }
    return this.#isOwner();
  }

  /** A journal that goes on from a snapshot that isn't in its place yet. */
  *#draftJournal(
    drafts: Drafts,
    record: AppendedRecord,
    goesOn: boolean,
  ): Plan<{ path: string; file: JournalFile } | undefined> {
    if (this.#options.mode === 'snapshot') return undefined;
    const old = this.#journal;
    const follows: JournalLink | null =
      old === undefined
        ? null
        : { base: old.header.base, sequence: old.header.sequence, last: goesOn ? null : old.last };
    const summary = record.summary && Buffer.from(record.summary).toString('base64');
    const header = this.#header(digestOf(record.bytes), record.sequence, follows, summary);
    const records = goesOn && old !== undefined ? yield* old.recordsAfter(record.sequence) : [];
    const path = drafts.add(this.#draftPath());
    const file = yield* JournalFile.create(
      this.#fs,
      path,
      header,
      records,
      this.#writeDurability(),
    );
    drafts.own(file);
    return { path, file };
  }

  /** The same journal in a new file. */
  *#replaceJournal(header: JournalHeader, records: readonly JournalRecord[]): Plan<void> {
    const turn = ++this.#turn;
    const drafts = new Drafts(this.#fs);
    try {
      const path = drafts.add(this.#draftPath());
      const durability = this.#writeDurability();
      const file = drafts.own(
        yield* JournalFile.create(this.#fs, path, header, records, durability),
      );
      this.#commit(path, this.#layout.journal, turn);
      const old = this.#journal;
      this.#journal = drafts.adopt(file);
      yield* syncDirectory(this.#fs, this.#layout.directory);
      old?.retire();
    } finally {
      yield* drafts.discard();
    }
  }

  /** Gives the present snapshot and journal a second name among the generations, before they lose the first. */
  *#archive(): Plan<void> {
    const { directory, generations, snapshot, journal } = this.#layout;
    if (yield* makeDirectory(this.#fs, generations)) yield* syncDirectory(this.#fs, directory);
    const old = this.#journal;
    yield* linkOver(
      this.#fs,
      snapshot,
      generationPath(this.#layout, this.#presentSequence, 'session'),
      this.#draftPath(),
    );
    if (old !== undefined) {
      const named = yield* lstatIfThere(this.#fs, journal);
      // After a change of generation that failed midway, another file has this name, and ours is archived.
      if (named?.inode === old.inode) {
        const path = generationPath(this.#layout, old.header.sequence, 'journal');
        yield* linkOver(this.#fs, journal, path, this.#draftPath());
      }
    }
    yield* syncDirectory(this.#fs, generations);
  }

  /** In snapshot mode: a journal from other times isn't the present snapshot's any more. */
  #retireJournal(): void {
    const { journal } = this.#layout;
    const found = this.#foundJournal;
    this.#foundJournal = undefined;
    if (found === undefined) return;
    this.#fs.rename(journal, generationPath(this.#layout, found.sequence, 'journal'));
  }

  *#setAside(kinds: readonly ('journal' | 'session')[]): Plan<string[]> {
    const { directory, setAside } = this.#layout;
    if (yield* makeDirectory(this.#fs, setAside)) yield* syncDirectory(this.#fs, directory);
    const kept: string[] = [];
    for (const kind of kinds) {
      const path = kind === 'journal' ? this.#layout.journal : this.#layout.snapshot;
      if ((yield* lstatIfThere(this.#fs, path)) === undefined) continue;
      const aside = yield* this.#nameAside(kind);
      this.#fs.link(path, aside);
      kept.push(aside);
    }
    yield* syncDirectory(this.#fs, setAside);
    return kept;
  }

  /** A name that nothing has yet: what is set aside stays for good. */
  *#nameAside(kind: 'journal' | 'session'): Plan<string> {
    for (let number = 1; ; number++) {
      const path = join(this.#layout.setAside, `${number}.${kind}`);
      if ((yield* lstatIfThere(this.#fs, path)) === undefined) return path;
    }
  }

  /**
   * Removes the drafts of former owners, so that those can't come into their places any more. One may have had
   * this very number, before a power cut took its lock.
   */
  *#sweep(): Plan<void> {
    for (const name of yield* listIfThere(this.#fs, this.#layout.directory)) {
      const fence = fenceOfTemporary(name);
      if (fence !== undefined && fence <= this.#lock.fence) {
        yield* unlinkIfThere(this.#fs, join(this.#layout.directory, name));
      }
    }
  }

  *#prune(): Plan<void> {
    const oldestNeeded = Math.min(
      this.#presentSequence,
      this.#journal?.header.sequence ?? this.#presentSequence,
    );
    try {
      yield* pruneGenerations(this.#fs, this.#layout, oldestNeeded, this.#options.generations);
    } catch {
      // What couldn't be removed is tried again at the next snapshot; the checkpoint itself is stored.
    }
  }

  /** Plainbox (Python) knows nothing of our lock: what it saved meanwhile must not be lost. */
  *#checkPresent(): Plan<void> {
    const now = yield* lstatIfThere(this.#fs, this.#layout.snapshot);
    if (isSameFile(now, this.#present)) return;
    throw new StorageError(
      'CHANGED_BESIDE',
      `Another program has saved ${this.#layout.snapshot} while this one had it open: close the session and open it again to go on from that.`,
      { sessionId: this.#layout.id, path: this.#layout.snapshot },
    );
  }

  #commit(draft: string, name: string, turn: number): void {
    this.#check(turn);
    this.#fs.rename(draft, name);
  }

  #check(turn: number): void {
    if (turn !== this.#turn) throw SUPERSEDED;
    if (!this.#lock.isHeld()) throw LOST;
  }

  /** False once another owner has taken over; throws if the whole session is gone. */
  #isOwner(): boolean {
    if (this.#lock.isHeld()) return true;
    if (runSync(lstatIfThere(this.#fs, this.#layout.directory)) === undefined) {
      throw new StorageError(
        'VANISHED',
        `The folder of session ${this.#layout.id} was removed: ${this.#layout.directory}.`,
        {
          sessionId: this.#layout.id,
          path: this.#layout.directory,
        },
      );
    }
    return false;
  }

  #syncSoon(): void {
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      // A failure is kept by the journal, and the next append rejects with it.
      if (this.#journal !== undefined) run(this.#journal.sync()).catch(() => {});
    }, this.#options.batchInterval).unref();
  }

  #writeDurability(): 'sync' | 'none' {
    return this.#options.durability === 'sync' ? 'sync' : 'none';
  }

  #header(
    base: string,
    sequence: number,
    follows: JournalLink | null,
    summary?: string | undefined,
  ): JournalHeader {
    return {
      journal: 1,
      base,
      sequence,
      follows,
      ...(this.#options.durability === 'sync' ? {} : { unsynced: true }),
      ...(summary === undefined ? {} : { summary }),
    };
  }

  #draftPath(): string {
    return temporaryPath(this.#layout, this.#lock.fence, ++this.#drafts);
  }

  #noJournal(): StorageError {
    return new StorageError(
      'SNAPSHOT_NEEDED',
      `Session ${this.#layout.id} has no journal yet: append a snapshot.`,
      {
        sessionId: this.#layout.id,
      },
    );
  }
}

function quietMoment(journal: JournalFile): {
  sync(): void;
  async(done: (error: null) => void): void;
} {
  return { sync: () => {}, async: (done) => journal.whenQuiet(() => done(null)) };
}
