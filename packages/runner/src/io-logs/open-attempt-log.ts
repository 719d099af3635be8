import type { SessionDevice, SessionManager } from '@plainbox/manager';
import { isStorageError, type SessionStorage } from '@plainbox/storage';
import type { Clock } from '../clock.js';
import type { AttemptLog } from './attempt-log.js';
import { attemptName } from './attempt-name.js';
import { FileAttemptLog } from './file-attempt-log.js';
import { MemoryAttemptLog } from './memory-attempt-log.js';

/** The log of a new attempt, and the number that the attempt has by it. */
export interface OpenedLog {
  readonly log: AttemptLog;
  readonly attempt: number;
  /** Path of the record file, where the session has files. */
  readonly recordFile: string | null;
}

/**
 * Opens the log of the next attempt at a job. An attempt that was cut off has left its logs without
 * a result, so the number is the first that no log has yet.
 */
export async function openAttemptLog(
  manager: SessionManager,
  { state, device }: SessionDevice,
  jobId: string,
  clock: Clock,
): Promise<OpenedLog> {
  const { storage, directories } = manager;
  let attempt = (state.jobs.get(jobId)?.resultHistory.length ?? 0) + 1;
  if (!directories) return { log: new MemoryAttemptLog(clock), attempt, recordFile: null };
  while (await hasLog(storage, `${attemptName(jobId, attempt, device)}.record.gz`)) attempt += 1;
  const place = {
    storage,
    folder: directories.ioLogPathname,
    name: attemptName(jobId, attempt, device),
  };
  const log = await FileAttemptLog.open(place, clock);
  return { log, attempt, recordFile: log.recordFile };
}

async function hasLog(storage: SessionStorage, name: string): Promise<boolean> {
  try {
    for await (const _ of storage.readLog(name)) return true;
    return true;
  } catch (error) {
    if (isStorageError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}
