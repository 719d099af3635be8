import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { IoLogRecord } from '@plainbox/state';
import { IoLogError } from '../errors.js';
import { readRecordFile } from './record-file.js';

/**
 * The record files that the results of one session may name: those inside the session's folder and
 * inside folders that were allowed. Paths come out of a checkpoint, so nothing else is opened.
 */
export class SessionIoLogs {
  readonly #folders: readonly string[];

  constructor(location: string, allowedFolders: readonly string[] = []) {
    this.#folders = [location, ...allowedFolders].map(realFolder);
  }

  /** Whether there is a file of that name that may be read. */
  isFile(path: string): boolean {
    try {
      return statSync(this.#confined(path)).isFile();
    } catch {
      return false;
    }
  }

  /** The records of a file, up to the last whole one where a kill cut it off. */
  read(path: string): Iterable<IoLogRecord> {
    const real = this.#confined(path);
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(real);
    } catch (cause) {
      throw new IoLogError('LOG_UNREADABLE', path, `the log ${path} can't be read`, { cause });
    }
    return readRecordFile(bytes, path);
  }

  /** The path with its links followed: what is inside by name may lead outside. */
  #confined(path: string): string {
    let real: string;
    try {
      real = realpathSync(path);
    } catch (cause) {
      throw new IoLogError(
        'LOG_MISSING',
        path,
        `the log ${path} is not there: the session names it, so it was moved or deleted`,
        { cause },
      );
    }
    if (this.#folders.some((folder) => real.startsWith(folder + sep))) return real;
    throw new IoLogError(
      'LOG_OUTSIDE_SESSION',
      path,
      `the log ${path} lies outside of the session; if it is to be trusted, allow its folder with the option logFolders`,
    );
  }
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path); // Not there yet: a session that is being made.
  }
}
