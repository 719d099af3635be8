import type { CodecError, SessionCodec, SessionContents } from '@plainbox/codecs';
import type { IoLogReader } from '@plainbox/state';
import type { SessionStorage, StorageFault, StoredCheckpoint } from '@plainbox/storage';
import { SessionIoLogs } from './io-logs/session-io-logs.js';
import {
  defaultCodec,
  type JsonValue,
  type SessionData,
  storedData,
  withSessionData,
} from './session-data.js';
import { sessionDirectory } from './session-directory.js';

/** How a session is inspected. */
export interface InspectOptions {
  readonly codec?: SessionCodec | undefined;
  /** Folders beside the session's own in which logs may lie. */
  readonly logFolders?: readonly string[] | undefined;
  /** Number of an earlier checkpoint to look at instead of the newest. */
  readonly sequence?: number | undefined;
  /** What `storage.load()` or `storage.loadAt()` gave; it isn't read again then. */
  readonly stored?: StoredCheckpoint | undefined;
}

/** What can be told of a stored session without knowing its jobs' definitions. */
export interface InspectedSession {
  readonly contents: SessionContents;
  /** What is saved with the session beside its state, see {@link SessionData}. */
  readonly data: ReadonlyMap<string, JsonValue>;
  /** Number of the checkpoint that was looked at. */
  readonly sequence: number;
  /** What the storage could not prove, and what lay beside it. */
  readonly faults: readonly StorageFault[];
  /** Pieces of the checkpoint that could not be decoded and are left out of the contents. */
  readonly problems: readonly CodecError[];
  /** Reads the logs that results on disk name, where they lie inside the session. */
  readonly readIoLog: IoLogReader;
}

/**
 * Looks at a session that may be running, damaged, or without its job files: a storage that was opened for reading is
 * enough. `undefined` if nothing was ever saved.
 *
 * @throws StorageError `DAMAGED` where no checkpoint can be proved.
 * @throws CodecError where the bytes are no session at all.
 */
export async function inspectSession(
  storage: SessionStorage,
  { codec = defaultCodec(), logFolders, sequence, ...given }: InspectOptions = {},
): Promise<InspectedSession | undefined> {
  const stored =
    given.stored ?? (await (sequence === undefined ? storage.load() : storage.loadAt(sequence)));
  if (stored === undefined || stored.snapshot.length === 0) return undefined;
  const problems: CodecError[] = [];
  const contents = await withSessionData(codec).inspect(stored, {
    location: sessionDirectory(storage) && storage.location,
    sessionId: storage.id,
    onProblem: (problem) => problems.push(problem),
  });
  const logs = new SessionIoLogs(storage.location, logFolders);
  return {
    contents,
    data: storedData(contents),
    sequence: stored.sequence,
    faults: stored.faults,
    problems,
    readIoLog: (path) => logs.read(path),
  };
}
