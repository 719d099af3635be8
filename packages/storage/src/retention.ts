import type { SessionId, StorageInfo } from './driver.js';
import { StorageError } from './errors.js';

const TOO_LARGE = 'too large';

/** Which sessions may go: those beyond any of the limits, the newest being kept first. Without a limit none. */
export interface RetentionPolicy {
  /** Removes what wasn't touched since. */
  readonly olderThan?: Date;
  /** Removes all but this many. */
  readonly keep?: number;
  /** Removes the oldest until the rest has at most this many bytes, logs included. */
  readonly maxBytes?: number;
  /** Removes sessions whose creator died before it saved anything. */
  readonly halfMade?: boolean;
  /** Says what would be removed, and removes nothing. */
  readonly dryRun?: boolean;
}

/** What {@link SessionStorageRepository.prune} removed, or would have. */
export interface PruneReport {
  readonly removed: readonly {
    readonly id: SessionId;
    readonly size: number;
    readonly why: string;
  }[];
  readonly kept: readonly SessionId[];
  readonly failed: readonly { readonly id: SessionId; readonly error: unknown }[];
  /** Bytes of what was removed. */
  readonly freed: number;
}

/** A session with all that a policy judges by. */
export interface MeasuredSession {
  readonly info: StorageInfo;
  readonly size: number;
}

/** Refuses limits that can't be meant, lest a wrong number removes everything. */
export function checkPolicy(policy: RetentionPolicy): void {
  if (typeof policy !== 'object' || policy === null) {
    throw new StorageError('INVALID_ARGUMENT', 'What to prune is told by an object with limits.');
  }
  const { olderThan, keep, maxBytes } = policy;
  if (
    olderThan !== undefined &&
    !(olderThan instanceof Date && !Number.isNaN(olderThan.getTime()))
  ) {
    throw new StorageError('INVALID_ARGUMENT', 'olderThan is a valid Date.');
  }
  for (const [name, value] of Object.entries({ keep, maxBytes })) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw new StorageError('INVALID_ARGUMENT', `${name} is a number from 0 on, not ${value}.`);
  }
}

/** Tells for each session, youngest first, why it may go; `undefined`: it stays. */
export function judge(
  sessions: readonly MeasuredSession[],
  policy: RetentionPolicy,
): (string | undefined)[] {
  const kept = { count: 0, bytes: 0, isFull: false };
  return sessions.map(({ info, size }) => {
    const why = reason(info, size, policy, kept);
    // What is older than one that had no room goes too, however small: else the oldest outlived it.
    if (why === TOO_LARGE) kept.isFull = true;
    if (why === undefined) {
      kept.count++;
      kept.bytes += size;
    }
    return why;
  });
}

function reason(
  info: StorageInfo,
  size: number,
  policy: RetentionPolicy,
  kept: { readonly count: number; readonly bytes: number; readonly isFull: boolean },
): string | undefined {
  if (info.owner !== undefined || info.fault !== undefined) return undefined;
  if (policy.halfMade === true && info.state === 'half-made') return 'half-made';
  const { olderThan, keep, maxBytes } = policy;
  if (olderThan !== undefined && info.modifiedAt !== undefined && info.modifiedAt < olderThan) {
    return 'too old';
  }
  if (keep !== undefined && kept.count >= keep) return 'too many';
  if (maxBytes !== undefined && (kept.isFull || kept.bytes + size > maxBytes)) return TOO_LARGE;
  return undefined;
}
