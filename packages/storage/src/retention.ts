import type { SessionId, StorageInfo } from './driver.js';

/** Which sessions may go. Those that match no limit stay; the newest ones are kept first. */
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

/** Tells for each session, youngest first, why it may go; `undefined`: it stays. */
export function judge(
  sessions: readonly MeasuredSession[],
  policy: RetentionPolicy,
): (string | undefined)[] {
  let count = 0;
  let bytes = 0;
  return sessions.map(({ info, size }) => {
    const why = reason(info, size, policy, count, bytes);
    if (why === undefined) {
      count++;
      bytes += size;
    }
    return why;
  });
}

function reason(
  info: StorageInfo,
  size: number,
  policy: RetentionPolicy,
  count: number,
  bytes: number,
): string | undefined {
  if (policy.halfMade === true && info.state === 'half-made') return 'half-made';
  const { olderThan, keep, maxBytes } = policy;
  if (olderThan !== undefined && info.modifiedAt !== undefined && info.modifiedAt < olderThan) {
    return 'too old';
  }
  if (keep !== undefined && count >= keep) return 'too many';
  if (maxBytes !== undefined && bytes + size > maxBytes) return 'too large';
  return undefined;
}
