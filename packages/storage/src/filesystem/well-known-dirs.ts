import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStorage } from '../storage.js';

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

  /** Makes those that are missing, for this user alone. */
  async populate(): Promise<void> {
    for (const path of this.allDirectories) await mkdir(path, { recursive: true, mode: 0o700 });
  }
}
