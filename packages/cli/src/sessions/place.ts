import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import {
  defaultRepositoryLocation,
  fileSystemRepository,
  type SessionStorageRepository,
  sessionFolderRepository,
} from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation, Subject } from '../invocation.js';

/** The options that say where sessions lie, and whether they may be changed there. */
export interface PlaceOptions {
  /** The folder that `--store` names. */
  readonly store?: string | undefined;
  /** Checkbox's own folder. */
  readonly checkbox?: boolean | undefined;
  /** Sessions of Checkbox may be changed. */
  readonly write?: boolean | undefined;
}

type Surroundings = Pick<Invocation, 'cwd' | 'env' | 'subject'>;

/** Where a command looks for sessions, and the words by which a printed command looks there too. */
export class Place implements AsyncDisposable {
  readonly repository: SessionStorageRepository;
  readonly words: readonly string[];
  readonly #refusal: CliError | undefined;
  readonly #isCheckboxes: boolean;
  readonly #subject: Subject;

  private constructor(
    repository: SessionStorageRepository,
    words: readonly string[],
    {
      refusal,
      isCheckboxes = false,
      subject,
    }: { refusal: CliError | undefined; isCheckboxes?: boolean; subject: Subject },
  ) {
    this.repository = repository;
    this.words = words;
    this.#refusal = refusal;
    this.#isCheckboxes = isCheckboxes;
    this.#subject = subject;
    subject.place = words;
  }

  /** The place that the options name, else the user's own. */
  static of(surroundings: Surroundings, options: PlaceOptions): Place {
    const { cwd, env } = surroundings;
    const { store, checkbox } = options;
    if (checkbox) return Place.#at(checkboxFolder(env), ['--checkbox'], surroundings, options);
    if (store === undefined) {
      return Place.#at(defaultRepositoryLocation(env), [], surroundings, options);
    }
    if (store === '') {
      throw new CliError('USAGE', 'the folder that --store names is empty', {
        advice: 'look at the variable that it was to come from; . is the current folder',
      });
    }
    return Place.#at(resolve(cwd, store), ['--store', store], surroundings, options);
  }

  /** The place of a session that is named by its folder. */
  static around(surroundings: Surroundings, sessionFolder: string, options: PlaceOptions): Place {
    const { subject } = surroundings;
    if (sessionFolder.endsWith('.session')) {
      const home = dirname(realPath(sessionFolder));
      return Place.#at(dirname(sessionFolder), [], surroundings, options, home);
    }
    const refusal = new CliError(
      'READ_ONLY_STORE',
      `${sessionFolder} is not called as the folder of a session is, and is only read`,
      { advice: `rename it to ${basename(sessionFolder)}.session` },
    );
    return new Place(sessionFolderRepository(sessionFolder), [], { refusal, subject });
  }

  static #at(
    folder: string,
    words: readonly string[],
    { env, subject }: Surroundings,
    { write = false }: PlaceOptions,
    home = realPath(folder),
  ): Place {
    const isCheckboxes = home === realPath(checkboxFolder(env));
    // Checkbox reads `session` alone: it must never find the newest results in a journal beside it.
    const repository = fileSystemRepository(folder, {
      mode: isCheckboxes ? 'snapshot' : 'journal',
    });
    const refusal = new CliError(
      'READ_ONLY_STORE',
      `the sessions in ${folder} are Checkbox's own, and are only read`,
      { advice: 'give --write to change them all the same, while Checkbox does not run' },
    );
    return new Place(repository, words, {
      refusal: isCheckboxes && !write ? refusal : undefined,
      isCheckboxes,
      subject,
    });
  }

  get location(): string {
    return this.repository.location;
  }

  /** The words by which a printed command that changes something looks there too. */
  get wordsToWrite(): readonly string[] {
    return this.#isCheckboxes ? [...this.words, '--write'] : this.words;
  }

  /** @throws CliError where sessions may only be read. */
  checkWritable(): void {
    this.#subject.isToBeWritten = true;
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.repository.close();
  }
}

/** Where Checkbox keeps its sessions; it knows no other place, but a test or a chroot may. */
function checkboxFolder(env: Surroundings['env']): string {
  return resolve(env['PLAINBOX_CHECKBOX_SESSIONS'] || '/var/tmp/checkbox-ng/sessions');
}

/** Where the path leads, links followed: Checkbox's folder is its own by whatever name. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // Nothing is there yet.
  }
}
