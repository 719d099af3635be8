import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { SessionId } from '../driver.js';
import type { FileSystem } from './file-system.js';
import { discardFile, lstatIfThere, syncDirectory } from './files.js';
import { idOfDirectory } from './layout.js';
import { type Plan, perform } from './steps.js';
import { failedWith } from './system-error.js';

/**
 * The link `last-session` of single-session mode. It is believed only if it leads to a session's folder
 * right in this repository: what it leads to is removed when the next session is made.
 */
export class LastSession {
  readonly #fs: FileSystem;
  readonly #repository: string;
  readonly #link: string;

  constructor(fs: FileSystem, repository: string) {
    this.#fs = fs;
    this.#repository = repository;
    this.#link = join(repository, 'last-session');
  }

  *get(): Plan<SessionId | undefined> {
    try {
      const target = resolve(this.#repository, yield* perform(this.#fs.readLink(this.#link)));
      if (dirname(target) !== this.#repository) return undefined;
      if ((yield* lstatIfThere(this.#fs, target))?.kind !== 'directory') return undefined;
      return idOfDirectory(target.slice(this.#repository.length + 1));
    } catch (error) {
      // No link, not a link, or one that leads nowhere: then there is no last session.
      if (failedWith(error, 'ENOENT', 'EINVAL', 'ENOTDIR', 'ELOOP')) return undefined;
      throw error;
    }
  }

  /** Points the link elsewhere, in one step. */
  *set(id: SessionId): Plan<void> {
    // Unique: several may make a session in this mode at once, also in one process.
    const unique = `${process.pid}.${randomBytes(6).toString('hex')}`;
    const draft = join(this.#repository, `.last-session.${unique}`);
    yield* perform(this.#fs.symlink(`${id}.session`, draft));
    try {
      this.#fs.rename(draft, this.#link);
    } catch (error) {
      yield* discardFile(this.#fs, draft);
      throw error;
    }
    yield* syncDirectory(this.#fs, this.#repository);
  }
}
