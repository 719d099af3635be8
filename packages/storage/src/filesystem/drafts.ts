import type { FileSystem } from './file-system.js';
import { discardFile } from './files.js';
import type { JournalFile } from './journal-file.js';
import type { Plan } from './steps.js';

/** Files on their way to their names, and what must go if they don't get there. */
export class Drafts {
  readonly #fs: FileSystem;
  readonly #paths: string[] = [];
  readonly #files = new Set<JournalFile>();

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  add(path: string): string {
    this.#paths.push(path);
    return path;
  }

  own(file: JournalFile): JournalFile {
    this.#files.add(file);
    return file;
  }

  adopt(file: JournalFile): JournalFile {
    this.#files.delete(file);
    return file;
  }

  /** Removes the names that are still drafts and closes the files that nobody took. */
  *discard(): Plan<void> {
    for (const file of this.#files) file.retire();
    for (const path of this.#paths) yield* discardFile(this.#fs, path);
  }
}
