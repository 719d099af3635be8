import { join } from 'node:path';
import { StorageError } from '../errors.js';
import type { SessionStorage } from '../storage.js';
import { lstatIfThere, makeDirectory } from './files.js';
import { nodeFileSystem } from './node-file-system.js';
import { type Plan, run } from './steps.js';
import { namedError } from './system-error.js';

/** The folders of a session that jobs and people know by path. For sessions on the file system. */
export class WellKnownDirsHelper {
  readonly storage: SessionStorage;

  constructor(storage: SessionStorage) {
    this.storage = storage;
  }

  /** Where the records and output of jobs are kept. */
  get ioLogPathname(): string {
    return join(this.storage.location, 'io-logs');
  }

  /** Handed to jobs as `$PLAINBOX_SESSION_SHARE`. */
  get sessionSharePathname(): string {
    return join(this.storage.location, 'session-share');
  }

  /** The newest snapshot. */
  get sessionFile(): string {
    return join(this.storage.location, 'session');
  }

  get allDirectories(): readonly string[] {
    return [this.ioLogPathname, this.sessionSharePathname];
  }

  /**
   * Makes those that are missing, for this user alone.
   *
   * @throws {@link StorageError} `VANISHED` if the session isn't there any more, `UNSAFE_PATH` if something else,
   * a symbolic link say, is in a folder's place.
   */
  async populate(): Promise<void> {
    const { id } = this.storage;
    try {
      for (const path of this.allDirectories) await run(makeFolder(path, id));
    } catch (error) {
      throw namedError(error, `make the folders of session ${id}`, id);
    }
  }
}

function* makeFolder(path: string, sessionId: string): Plan<void> {
  if (yield* makeDirectory(nodeFileSystem, path)) return;
  if ((yield* lstatIfThere(nodeFileSystem, path))?.kind === 'directory') return;
  throw new StorageError(
    'UNSAFE_PATH',
    `${path} is no folder of its own: links are not followed.`,
    {
      sessionId,
      path,
    },
  );
}
