import type { CodecError, DeviceContents, SessionCodec } from '@plainbox/codecs';
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

/** What can be told of one device of a stored session without knowing its jobs' definitions. */
export interface InspectedDevice {
  /** Its name; null stands for the machine that the session runs on. */
  readonly device: string | null;
  readonly contents: DeviceContents;
  /** What is saved with the session beside its state, see {@link SessionData}. */
  readonly data: ReadonlyMap<string, JsonValue>;
  /** Pieces of the checkpoint that could not be decoded and are left out of the contents. */
  readonly problems: readonly CodecError[];
}

/** What can be told of a stored session without knowing its jobs' definitions: of its first device, and of the others. */
export interface InspectedSession extends InspectedDevice {
  /** In their order. One that can't be read at all is told among the {@link InspectedDevice.problems} of the first. */
  readonly furtherDevices: readonly InspectedDevice[];
  /** Number of the checkpoint that was looked at. */
  readonly sequence: number;
  /** What the storage could not prove, and what lay beside it. */
  readonly faults: readonly StorageFault[];
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
  const problems = new Map<string | null, CodecError[]>();
  const contents = await withSessionData(codec).inspect(stored, {
    location: sessionDirectory(storage) && storage.location,
    sessionId: storage.id,
    onProblem: (problem, of) => {
      const own = problems.get(of);
      if (own) own.push(problem);
      else problems.set(of, [problem]);
    },
  });
  const { device, furtherDevices } = contents;
  const lost = [...problems].filter(([name]) => name !== null && !furtherDevices.has(name));
  const logs = new SessionIoLogs(storage.location, logFolders);
  return {
    device,
    contents,
    data: storedData(contents),
    problems: [...(problems.get(null) ?? []), ...lost.flatMap(([, own]) => own)],
    furtherDevices: [...furtherDevices].map(([name, own]) => ({
      device: name,
      contents: own,
      data: storedData(own),
      problems: problems.get(name) ?? [],
    })),
    sequence: stored.sequence,
    faults: stored.faults,
    readIoLog: (path) => logs.read(path),
  };
}
