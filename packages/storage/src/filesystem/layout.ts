import { join } from 'node:path';
import type { SessionId } from '../driver.js';

const SUFFIX = '.session';
const GENERATION = /^(\d{12,})\.(session|journal)$/;
const TEMPORARY = /^\.tmp\.(\d+)\./;
const LOCK_DRAFT = '.lock.';
const FENCE = /^session\.lock\.([1-9]\d*)$/;

/** The names inside of one session's folder. */
export interface SessionLayout {
  readonly id: SessionId;
  readonly directory: string;
  /** Newest snapshot: whole, and readable by plainbox (Python) if the codec says so. */
  readonly snapshot: string;
  /** Deltas since. */
  readonly journal: string;
  /** Older snapshots and their journals, named by the snapshot's number. */
  readonly generations: string;
  /** What was found and belongs to nothing: kept, never read. */
  readonly setAside: string;
  readonly ioLogs: string;
  readonly sessionShare: string;
}

export function layoutOf(repository: string, id: SessionId): SessionLayout {
  return layoutIn(join(repository, `${id}${SUFFIX}`), id);
}

/** The layout of a session whose folder needn't have its name. */
export function layoutIn(directory: string, id: SessionId): SessionLayout {
  return {
    id,
    directory,
    snapshot: join(directory, 'session'),
    journal: join(directory, 'session.journal'),
    generations: join(directory, 'generations'),
    setAside: join(directory, 'set-aside'),
    ioLogs: join(directory, 'io-logs'),
    sessionShare: join(directory, 'session-share'),
  };
}

/** Id of the session that a name in the repository stands for. */
export function idOfDirectory(name: string): SessionId | undefined {
  if (name.startsWith('.') || !name.endsWith(SUFFIX) || name === SUFFIX) return undefined;
  return name.slice(0, -SUFFIX.length);
}

/** One of the two files of an older generation. */
export interface GenerationFile {
  /** Number of the generation's snapshot. */
  readonly sequence: number;
  readonly kind: 'session' | 'journal';
}

export function generationPath(
  layout: SessionLayout,
  sequence: number,
  kind: 'session' | 'journal',
): string {
  return join(layout.generations, `${String(sequence).padStart(12, '0')}.${kind}`);
}

export function parseGenerationName(name: string): GenerationFile | undefined {
  const match = GENERATION.exec(name);
  if (match === null) return undefined;
  return { sequence: Number(match[1]), kind: match[2] as GenerationFile['kind'] };
}

/**
 * A file on its way to its name. The fence in the name lets a later owner sweep it away before it
 * reads, so that a writer that was frozen just before its rename finds nothing to rename.
 */
export function temporaryPath(layout: SessionLayout, fence: number, count: number): string {
  return join(layout.directory, `.tmp.${fence}.${count}`);
}

export function fenceOfTemporary(name: string): number | undefined {
  const match = TEMPORARY.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** A lock on its way to its name: whoever makes it must have it there in the next moment, or is dead. */
export function lockDraftPath(layout: SessionLayout, pid: number, unique: string): string {
  return join(layout.directory, `${LOCK_DRAFT}${pid}.${unique}`);
}

/** Number of the process that makes a lock, if the name tells. */
export function makerOfLockDraft(name: string): number | undefined {
  const pid = /^[1-9]\d{0,8}(?=\.)/.exec(name.slice(LOCK_DRAFT.length))?.[0];
  return pid === undefined ? undefined : Number(pid);
}

export function isLockDraft(name: string): boolean {
  return name.startsWith(LOCK_DRAFT);
}

export function fencePath(layout: SessionLayout, fence: number): string {
  return join(layout.directory, `session.lock.${fence}`);
}

/** The number of a lock by its name; none if it is too large to be counted on exactly: such a lock is nobody's. */
export function fenceOfName(name: string): number | undefined {
  const match = FENCE.exec(name);
  const fence = Number(match?.[1]);
  return Number.isSafeInteger(fence) ? fence : undefined;
}
