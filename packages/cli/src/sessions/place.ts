import { basename, dirname, resolve } from 'node:path';
import {
  defaultRepositoryLocation,
  fileSystemRepository,
  type SessionStorageRepository,
  sessionFolderRepository,
} from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';

/** The options that say where sessions lie, and whether they may be changed there. */
export interface PlaceOptions {
  /** The folder that `--store` names. */
  readonly store?: string | undefined;
  /** Checkbox's own folder. */
  readonly checkbox?: boolean | undefined;
  /** Sessions of Checkbox may be changed. */
  readonly write?: boolean | undefined;
}

type Surroundings = Pick<Invocation, 'cwd' | 'env'>;

/** Where a command looks for sessions, and the words by which a printed command looks there too. */
export class Place implements AsyncDisposable {
  readonly repository: SessionStorageRepository;
  readonly words: readonly string[];
  readonly #refusal: CliError | undefined;

  private constructor(
    repository: SessionStorageRepository,
    words: readonly string[],
    refusal: CliError | undefined,
  ) {
    this.repository = repository;
    this.words = words;
    this.#refusal = refusal;
  }

  /** The place that the options name, else the user's own. */
  static of({ cwd, env }: Surroundings, options: PlaceOptions): Place {
    const { store, checkbox } = options;
    if (checkbox) return Place.#at(checkboxFolder(env), ['--checkbox'], env, options);
    return store === undefined
      ? Place.#at(defaultRepositoryLocation(env), [], env, options)
      : Place.#at(resolve(cwd, store), ['--store', store], env, options);
  }

  /** The place of a session that is named by its folder. */
  static around({ env }: Surroundings, sessionFolder: string, options: PlaceOptions): Place {
    if (sessionFolder.endsWith('.session')) {
      return Place.#at(dirname(sessionFolder), [], env, options);
    }
    const refusal = new CliError(
      'READ_ONLY_STORE',
      `${sessionFolder} is not called as the folder of a session is, and is only read`,
      { advice: `rename it to ${basename(sessionFolder)}.session` },
    );
    return new Place(sessionFolderRepository(sessionFolder), [], refusal);
  }

  static #at(
    folder: string,
    words: readonly string[],
    env: Surroundings['env'],
    { write = false }: PlaceOptions,
  ): Place {
    const isCheckboxes = folder === checkboxFolder(env);
    // Checkbox reads `session` alone: it must never find the newest results in a journal beside it.
    const repository = fileSystemRepository(folder, {
      mode: isCheckboxes ? 'snapshot' : 'journal',
    });
    const refusal = new CliError(
      'READ_ONLY_STORE',
      `the sessions in ${folder} are Checkbox's own, and are only read`,
      { advice: 'give --write to change them all the same, while Checkbox does not run' },
    );
    return new Place(repository, words, isCheckboxes && !write ? refusal : undefined);
  }

  get location(): string {
    return this.repository.location;
  }

  /** @throws CliError where sessions may only be read. */
  checkWritable(): void {
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
