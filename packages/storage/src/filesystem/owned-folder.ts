import { join } from 'node:path';
import { LockLostError, StorageError } from '../errors.js';
import type { FileSystem } from './file-system.js';
import {
  linkOver,
  listIfThere,
  lstatIfThere,
  readFile,
  syncDirectory,
  unlinkIfThere,
  writeNewFile,
} from './files.js';
import { makeInnerFolder } from './folders.js';
import { type GenerationPolicy, pruneGenerations } from './generations.js';
import type { JournalFile } from './journal-file.js';
import {
  fenceOfTemporary,
  generationPath,
  isLockDraft,
  parseGenerationName,
  type SessionLayout,
  temporaryPath,
} from './layout.js';
import type { SessionLock } from './session-lock.js';
import { isSameFile, readSnapshot, type SnapshotIdentity } from './session-picture.js';
import { type Plan, runSync } from './steps.js';

/**
 * The names in a session's folder, as the owner of its lock changes them. Each change is a rename, done
 * only while the lock is seen to be held and from a draft that a later owner sweeps away before it reads: so a
 * writer that was frozen anywhere can't change what another one wrote.
 */
export class OwnedFolder {
  readonly layout: SessionLayout;
  readonly #fs: FileSystem;
  readonly #lock: SessionLock;
  #drafts = 0;
  /** Names that were given, and how many of them are on disk; the owner before may not have come to sync its last. */
  #commits = 1;
  #synced = 0;

  constructor(fs: FileSystem, layout: SessionLayout, lock: SessionLock) {
    this.#fs = fs;
    this.layout = layout;
    this.#lock = lock;
  }

  get fence(): number {
    return this.#lock.fence;
  }

  /** A name for a file on its way to its own. */
  draftPath(): string {
    return temporaryPath(this.layout, this.#lock.fence, ++this.#drafts);
  }

  /**
   * Gives a draft its name.
   *
   * @throws LockLostError if another owner has taken over.
   */
  commit(draft: string, name: string): void {
    this.checkOwned();
    try {
      this.#fs.rename(draft, name);
      this.#commits++;
    } catch (error) {
      // A new owner sweeps the drafts away.
      this.checkOwned();
      throw error;
    }
  }

  /** @throws LockLostError if another owner has taken over; StorageError `VANISHED` if the whole session is gone. */
  checkOwned(): void {
    if (this.isOwned()) return;
    const { id } = this.layout;
    throw new LockLostError(
      `Another writer took over session ${id}: open it again to go on from what is stored.`,
      { sessionId: id },
    );
  }

  /** False once another owner has taken over; throws if the whole session is gone. */
  isOwned(): boolean {
    if (this.#lock.isHeld()) return true;
    const { id, directory } = this.layout;
    if (runSync(lstatIfThere(this.#fs, directory)) !== undefined) return false;
    throw new StorageError(
      'VANISHED',
      `The folder of session ${id} was removed or moved: ${directory}.`,
      {
        sessionId: id,
        path: directory,
      },
    );
  }

  release(): Plan<void> {
    return this.#lock.release();
  }

  abandon(): void {
    this.#lock.abandon();
  }

  *sync(): Plan<void> {
    const commits = this.#commits;
    yield* syncDirectory(this.#fs, this.layout.directory);
    this.#synced = Math.max(this.#synced, commits);
  }

  /** So that what is done to other folders now isn't on disk before the names that were given here. */
  *syncIfNeeded(): Plan<void> {
    if (this.#synced < this.#commits) yield* this.sync();
  }

  /**
   * Removes the drafts of former owners, so that those can't come into their places any more. One may have had
   * this very number, before a power cut took its lock.
   */
  *sweep(): Plan<void> {
    for (const name of yield* listIfThere(this.#fs, this.layout.directory)) {
      const fence = fenceOfTemporary(name);
      if (isLockDraft(name) || (fence !== undefined && fence <= this.#lock.fence)) {
        yield* unlinkIfThere(this.#fs, join(this.layout.directory, name));
      }
    }
  }

  /**
   * Gives the newest archived journal a file of its own. Until it was archived, the owner before wrote to it; one that lives
   * on may have it open still, and end a write that it had begun.
   */
  *detachNewestArchive(): Plan<void> {
    const { generations } = this.layout;
    const archived = (yield* listIfThere(this.#fs, generations)).map(parseGenerationName);
    const journals = archived.flatMap((name) => (name?.kind === 'journal' ? name.sequence : []));
    if (journals.length === 0) return;
    const path = generationPath(this.layout, Math.max(...journals), 'journal');
    const journal = yield* readFile(this.#fs, path);
    if (journal === undefined) return;
    const draft = this.draftPath();
    yield* writeNewFile(this.#fs, draft, journal.bytes);
    this.commit(draft, path);
    yield* syncDirectory(this.#fs, generations);
  }

  /** Plainbox (Python) knows nothing of our lock: what it saved meanwhile must not be lost. */
  *checkPresent(expected: SnapshotIdentity | undefined): Plan<void> {
    const { id, snapshot } = this.layout;
    const now = yield* lstatIfThere(this.#fs, snapshot);
    if (isSameFile(now, expected?.facts)) return;
    // Touched or copied is not changed.
    if ((yield* readSnapshot(this.#fs, snapshot))?.digest === expected?.digest) return;
    throw new StorageError(
      'CHANGED_BESIDE',
      `Another program has saved ${snapshot} while this one had it open: close the session and open it again to go on from that.`,
      { sessionId: id, path: snapshot },
    );
  }

  /**
   * Gives the present snapshot and journal a second name among the generations, before they lose the first. Nothing is
   * there that hasn't been the present one for good: by that, an older one that is put back is told.
   *
   * @param check throws if other files than these may have come to be the present ones, or another owner.
   */
  *archive(
    snapshotSequence: number,
    journal: JournalFile | undefined,
    check: () => void,
  ): Plan<void> {
    const { directory, generations } = this.layout;
    if (yield* makeInnerFolder(this.#fs, generations)) yield* syncDirectory(this.#fs, directory);
    yield* this.syncIfNeeded();
    yield* this.#link(
      this.layout.snapshot,
      generationPath(this.layout, snapshotSequence, 'session'),
      check,
    );
    if (journal !== undefined) {
      const named = yield* lstatIfThere(this.#fs, this.layout.journal);
      // After a change of generation that failed midway, another file has this name, and ours is archived.
      if (named?.inode === journal.inode) {
        const path = generationPath(this.layout, journal.header.sequence, 'journal');
        yield* this.#link(this.layout.journal, path, check);
      }
    }
    yield* syncDirectory(this.#fs, generations);
  }

  /** Gives the files a second name that is never read and never removed; those names. */
  *setAside(kinds: readonly ('journal' | 'session')[]): Plan<string[]> {
    const { directory, setAside } = this.layout;
    if (yield* makeInnerFolder(this.#fs, setAside)) yield* syncDirectory(this.#fs, directory);
    const kept: string[] = [];
    for (const kind of kinds) {
      const path = kind === 'journal' ? this.layout.journal : this.layout.snapshot;
      if ((yield* lstatIfThere(this.#fs, path)) === undefined) continue;
      const aside = yield* this.#nameAside(kind);
      yield* this.#link(path, aside, () => this.checkOwned());
      kept.push(aside);
    }
    yield* syncDirectory(this.#fs, setAside);
    return kept;
  }

  /** Removes the generations that are neither kept by the policy nor needed by anything from `oldestNeeded` on. */
  *prune(oldestNeeded: number, policy: GenerationPolicy): Plan<void> {
    try {
      const isOwned = (): boolean => this.#lock.isHeld();
      yield* pruneGenerations(this.#fs, this.layout, oldestNeeded, policy, isOwned);
    } catch {
      // What couldn't be removed is tried again at the next snapshot; the checkpoint itself is stored.
    }
  }

  #link(from: string, to: string, check: () => void): Plan<void> {
    return linkOver(this.#fs, from, to, this.draftPath(), check);
  }

  /** A name that nothing has yet: what is set aside stays for good. */
  *#nameAside(kind: 'journal' | 'session'): Plan<string> {
    for (let number = 1; ; number++) {
      const path = join(this.layout.setAside, `${number}.${kind}`);
      if ((yield* lstatIfThere(this.#fs, path)) === undefined) return path;
    }
  }
}
