import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { LockedStorageError, type LockOwner, StorageError } from '../errors.js';
import type { FileSystem } from './file-system.js';
import { discardFile, lstatIfThere, readFile, unlinkIfThere, writeAll } from './files.js';
import { fenceOfName, fencePath, lockDraftPath, type SessionLayout } from './layout.js';
import { isProvedDead, ownIdentity } from './process-identity.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

const LARGEST_OWNER = 4096;
/** Each round another contender has won; so many at once would be a fault of ours. */
const MOST_ROUNDS = 1000;
/** The last that may be claimed: it can still leave a successor. */
const LAST_FENCE = Number.MAX_SAFE_INTEGER - 1;

/**
 * The right to write a session. Its file `session.lock.N` is created exclusively, so that of any
 * number of contenders for N one wins; the newest N rules. The winner then removes the older files, and only
 * then reads the session: whoever still holds an older one finds its name gone (`isHeld`), and what
 * it wrote while its file had that was seen by the winner. An emptied file is a lock given back.
 */
export class SessionLock {
  readonly fence: number;
  /** The owner before isn't proved dead: it may live on, with its files open. */
  readonly isTakenFromLiving: boolean;
  readonly #fs: FileSystem;
  readonly #layout: SessionLayout;
  readonly #path: string;
  readonly #fd: number;
  readonly #inode: number;

  private constructor(
    fs: FileSystem,
    layout: SessionLayout,
    fence: number,
    fd: number,
    isTakenFromLiving: boolean,
  ) {
    this.#fs = fs;
    this.#layout = layout;
    this.fence = fence;
    this.isTakenFromLiving = isTakenFromLiving;
    this.#path = fencePath(layout, fence);
    this.#fd = fd;
    this.#inode = fs.stat(fd).inode;
  }

  /** Takes the lock, from a dead owner or by force also from a living one. */
  static claim(fs: FileSystem, layout: SessionLayout, force: boolean): Plan<SessionLock> {
    return SessionLock.#claim(fs, layout, force, ownerText);
  }

  /**
   * Takes the lock of a session that no living one has without a byte on the disk, which may be full. As it doesn't
   * say whose it is, anybody can take it over at once.
   */
  static claimUnnamed(fs: FileSystem, layout: SessionLayout): Plan<SessionLock> {
    return SessionLock.#claim(fs, layout, false, () => '');
  }

  static *#claim(
    fs: FileSystem,
    layout: SessionLayout,
    force: boolean,
    textOf: (fence: number) => string,
  ): Plan<SessionLock> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const newest = newestFence(yield* perform(fs.list(layout.directory)));
      let mayLive = false;
      if (newest > 0) {
        const owner = yield* readOwner(fs, layout, newest);
        if (owner === 'gone') continue;
        if (owner !== 'free' && !isProvedDead(owner)) {
          if (!force) throw lockedBy(owner, layout);
          mayLive = true;
        }
      }
      if (newest >= LAST_FENCE) throw numbersUsedUp(layout, newest);
      const next = newest + 1;
      const lock = yield* SessionLock.#create(fs, layout, next, textOf(next), mayLive);
      if (lock !== undefined) return lock;
    }
    throw new StorageError(
      'LOCKED',
      `Session ${layout.id} changes its owner too often: try again.`,
      {
        sessionId: layout.id,
      },
    );
  }

  static *#create(
    fs: FileSystem,
    layout: SessionLayout,
    fence: number,
    text: string,
    isTakenFromLiving: boolean,
  ): Plan<SessionLock | undefined> {
    const path = fencePath(layout, fence);
    const draft = newDraftPath(layout);
    const fd = yield* writeDraft(fs, draft, Buffer.from(text));
    let lock: SessionLock;
    try {
      lock = new SessionLock(fs, layout, fence, fd, isTakenFromLiving);
      fs.link(draft, path);
    } catch (error) {
      yield* perform(fs.close(fd));
      yield* unlinkIfThere(fs, draft);
      // Another has this number, or has come after it already and swept the draft away.
      if (failedWith(error, 'EEXIST')) return undefined;
      if (failedWith(error, 'ENOENT') && (yield* lstatIfThere(fs, layout.directory))) {
        return undefined;
      }
      throw error;
    }
    try {
      yield* unlinkIfThere(fs, draft);
      // One who looked for the newest long ago may create a number that is over already.
      const names = yield* perform(fs.list(layout.directory));
      if (newestFence(names) === fence) {
        const older = names.flatMap((name) => fenceOfName(name) ?? []).filter((n) => n < fence);
        // The newest last: while it stands, its owner goes on if this fails.
        for (const number of older.sort((a, b) => a - b)) {
          yield* sweepLock(fs, fencePath(layout, number));
        }
        return lock;
      }
    } catch (error) {
      // From its name on it keeps everybody out: this process as well, which lives on.
      yield* lock.#withdraw();
      throw error;
    }
    yield* lock.#withdraw();
    return undefined;
  }

  /**
   * False as soon as a later owner has begun to read, or the folder is elsewhere. Asked by name: the file itself
   * lives on where a backup has linked it.
   */
  isHeld(): boolean {
    // One step without a plan around it: this is asked at every checkpoint.
    try {
      return this.#fs.lstat(this.#path).sync().inode === this.#inode;
    } catch (error) {
      if (failedWith(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** Lets go of a lock that is a later owner's by now. */
  abandon(): void {
    this.#fs.close(this.#fd).async(() => {});
  }

  /** Gives the lock back; the number stays, for the next to count on. */
  *release(): Plan<void> {
    try {
      yield* perform(this.#fs.truncate(this.#fd, 0));
    } catch (error) {
      // Else this process, which lives on, would keep everybody out: itself as well.
      if (this.isHeld() && !(yield* this.#leaveSuccessor())) throw error;
    } finally {
      yield* perform(this.#fs.close(this.#fd));
    }
  }

  /** Takes its number back: the one before rules again, if that stands. */
  *#withdraw(): Plan<void> {
    try {
      yield* unlinkIfThere(this.#fs, this.#path);
    } catch {
      yield* this.release();
      return;
    }
    this.abandon();
  }

  /** An empty file with the next number says the same as its own, emptied; `false` if that can't be made either. */
  *#leaveSuccessor(): Plan<boolean> {
    const draft = newDraftPath(this.#layout);
    try {
      yield* perform(this.#fs.close(yield* writeDraft(this.#fs, draft, Buffer.of())));
      this.#fs.link(draft, fencePath(this.#layout, this.fence + 1));
    } catch (error) {
      return failedWith(error, 'EEXIST');
    } finally {
      yield* discardFile(this.#fs, draft);
    }
    yield* discardFile(this.#fs, this.#path);
    return true;
  }
}

/** What a lock's file says of its owner: this process. */
function ownerText(fence: number): string {
  const owner: LockOwner = { ...ownIdentity(), fence, since: new Date().toISOString() };
  return `${JSON.stringify(owner)}\n`;
}

function newDraftPath(layout: SessionLayout): string {
  return lockDraftPath(layout, process.pid, randomBytes(6).toString('hex'));
}

/** A lock's file, whole before it gets its name, and still open. */
function* writeDraft(fs: FileSystem, path: string, bytes: Uint8Array): Plan<number> {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
  const fd = yield* perform(fs.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
  try {
    yield* writeAll(fs, fd, bytes, 0);
    yield* perform(fs.sync(fd));
    return fd;
  } catch (error) {
    yield* perform(fs.close(fd));
    yield* discardFile(fs, path);
    throw error;
  }
}

/** Removes an older lock. A folder of that name was never one, and keeps nobody out: it stays. */
function* sweepLock(fs: FileSystem, path: string): Plan<void> {
  try {
    yield* unlinkIfThere(fs, path);
  } catch (error) {
    const facts = yield* lstatIfThere(fs, path);
    if (facts?.kind !== 'directory') throw error;
  }
}

/** Who has a session open for writing; `undefined`: nobody, or one who is proved dead. */
export function* findOwner(
  fs: FileSystem,
  layout: SessionLayout,
  names: readonly string[],
): Plan<{ owner: LockOwner; alive: boolean } | undefined> {
  const newest = newestFence(names);
  if (newest === 0) return undefined;
  // Given back, as most are: that takes no opening to see.
  const lock = yield* lstatIfThere(fs, fencePath(layout, newest));
  if (lock === undefined || (lock.kind === 'file' && lock.size === 0)) return undefined;
  const owner = yield* readOwner(fs, layout, newest);
  if (owner === 'gone' || owner === 'free') return undefined;
  return { owner, alive: !isProvedDead(owner) };
}

function newestFence(names: readonly string[]): number {
  return names.reduce((newest, name) => Math.max(newest, fenceOfName(name) ?? 0), 0);
}

function* readOwner(
  fs: FileSystem,
  layout: SessionLayout,
  fence: number,
): Plan<LockOwner | 'free' | 'gone'> {
  const file = yield* readFile(fs, fencePath(layout, fence), LARGEST_OWNER);
  if (file === undefined) return 'gone';
  return file.bytes.length === 0 ? 'free' : parseOwner(file.bytes.toString('utf8'), fence);
}

/** Reads what an owner wrote about itself; what can't be understood is `null`, and thus never proved dead. */
function parseOwner(text: string, fence: number): LockOwner {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const facts = new Map<string, unknown>(
    typeof json === 'object' && json !== null ? Object.entries(json) : [],
  );
  const textAt = (key: string): string | null => {
    const value = facts.get(key);
    return typeof value === 'string' ? value : null;
  };
  const pid = facts.get('pid');
  return {
    host: textAt('host'),
    machineId: textAt('machineId'),
    bootId: textAt('bootId'),
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : null,
    startTime: textAt('startTime'),
    pidNamespace: textAt('pidNamespace'),
    fence,
    since: textAt('since'),
  };
}

function numbersUsedUp(layout: SessionLayout, newest: number): StorageError {
  const path = fencePath(layout, newest);
  return new StorageError(
    'DAMAGED',
    `Session ${layout.id} can't be locked, as no number comes after ${path}, which no claim can have reached by counting: make sure that nobody writes the session, and remove that file.`,
    { sessionId: layout.id, path },
  );
}

function lockedBy(owner: LockOwner, layout: SessionLayout): LockedStorageError {
  const { pid, host, since } = owner;
  const who =
    pid === null
      ? 'an owner that left no readable name'
      : `process ${pid}${host === null ? '' : ` on ${host}`}`;
  const when = since === null ? '' : ` since ${since}`;
  return new LockedStorageError(
    `Session ${layout.id} is open for writing by ${who}${when}: end that process, open the session read-only, or take it by force if that process is certainly gone.`,
    owner,
    { sessionId: layout.id, path: fencePath(layout, owner.fence) },
  );
}
