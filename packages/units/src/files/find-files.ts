import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnitFileLimits } from '../limits.js';
import type { UnitProblem } from '../problem.js';
import { fileProblem, systemProblem } from './file-problem.js';
import { formatOf, isTranslation } from './unit-file.js';

/** A file to read. */
export interface FoundFile {
  readonly path: string;
  /** Whether it was asked for by its name, and not come upon in a folder. */
  readonly isNamed: boolean;
}

/** What there is to read, in the order of the paths and then of the names, and what can't be reached. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly problems: readonly UnitProblem[];
}

interface FindOptions {
  readonly limits: UnitFileLimits;
  readonly signal?: AbortSignal | undefined;
}

/** Folders nested deeper than any provider's are a loop or a trap. */
const MAX_FOLDER_DEPTH = 32;

/** The unit files that paths stand for: files themselves, and all below folders. Each file is found once. */
export async function findFiles(
  paths: Iterable<string>,
  options: FindOptions,
): Promise<FoundFiles> {
  const search = new Search(options);
  for (const path of paths) await search.enter(path);
  return search;
}

class Search implements FoundFiles {
  readonly files: FoundFile[] = [];
  readonly problems: UnitProblem[] = [];
  readonly #options: FindOptions;
  readonly #seen = new Set<string>();
  #isFull = false;

  constructor(options: FindOptions) {
    this.#options = options;
  }

  async enter(path: string): Promise<void> {
    try {
      const stats = await stat(path);
      if (stats.isDirectory()) await this.#walk(path, 0);
      else if (stats.isFile()) await this.#addNamed(path);
      else this.problems.push(fileProblem(path, 'NOT_A_FILE'));
    } catch (error) {
      this.problems.push(systemProblem(path, error));
    }
  }

  async #addNamed(path: string): Promise<void> {
    if (formatOf(path) !== undefined) await this.#add(path, true);
    else
      this.problems.push(
        fileProblem(path, isTranslation(path) ? 'TRANSLATION_UNSUPPORTED' : 'UNKNOWN_FILE_TYPE'),
      );
  }

  /** A file that links lead to a second time would seem to define everything twice. */
  async #add(path: string, isNamed: boolean): Promise<void> {
    const file = await realpath(path);
    if (this.#isFull || this.#seen.has(file)) return;
    if (this.files.length >= this.#options.limits.files) {
      this.#isFull = true;
      this.problems.push(fileProblem(path, 'TOO_MANY_FILES'));
      return;
    }
    this.#seen.add(file);
    this.files.push({ path, isNamed });
  }

  async #walk(folder: string, depth: number): Promise<void> {
    this.#options.signal?.throwIfAborted();
    for (const entry of await this.#entries(folder)) {
      if (this.#isFull) return;
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) await this.#come(path, entry);
      else if (!isWorthEntering(entry.name)) continue;
      else if (depth < MAX_FOLDER_DEPTH) await this.#walk(path, depth + 1);
      else this.problems.push(fileProblem(path, 'FOLDER_TOO_DEEP'));
    }
  }

  /** Links to files are followed, links to folders are not: those could lead round in circles. */
  async #come(path: string, entry: Dirent): Promise<void> {
    const format = formatOf(path);
    if (format === undefined) return;
    try {
      if ((entry.isSymbolicLink() ? await stat(path) : entry).isFile()) {
        await this.#add(path, false);
      } else if (!format.isAmbiguous) {
        this.problems.push(fileProblem(path, 'NOT_A_FILE'));
      }
    } catch (error) {
      const problem = systemProblem(path, error);
      if (!format.isAmbiguous) this.problems.push(problem);
    }
  }

  /** Sorted by name, as the order of a folder's entries on disk is chance. */
  async #entries(folder: string): Promise<Dirent[]> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.problems.push(systemProblem(folder, error));
      return [];
    }
  }
}

function isWorthEntering(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}
