import { lstat, readlink, rename, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SessionId } from '../driver.js';
import { idOfDirectory } from './layout.js';
import { failedWith, namedError } from './system-error.js';

/**
 * The link `last-session` of single-session mode. It is believed only if it leads to a session's folder
 * right in this repository: what it leads to is removed when the next session is made.
 */
export class LastSession {
  readonly #repository: string;
  readonly #link: string;

  constructor(repository: string) {
    this.#repository = repository;
    this.#link = join(repository, 'last-session');
  }

  async get(): Promise<SessionId | undefined> {
    let target: string;
    try {
      target = resolve(this.#repository, await readlink(this.#link));
      if (dirname(target) !== this.#repository) return undefined;
      if (!(await lstat(target)).isDirectory()) return undefined;
    } catch (error) {
      // No link, not a link, or one that leads nowhere: then there is no last session.
      if (failedWith(error, 'ENOENT', 'EINVAL', 'ENOTDIR', 'ELOOP')) return undefined;
      throw namedError(error, 'read the link to the last session');
    }
    return idOfDirectory(target.slice(this.#repository.length + 1));
  }

  /** Points the link elsewhere, in one step. */
  async set(id: SessionId): Promise<void> {
    const draft = join(this.#repository, `.last-session.${process.pid}.${Date.now()}`);
    try {
      await symlink(`${id}.session`, draft);
      await rename(draft, this.#link);
    } catch (error) {
      throw namedError(error, 'set the link to the last session', id);
    }
  }
}
