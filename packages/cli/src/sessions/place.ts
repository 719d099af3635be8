import { dirname, resolve } from 'node:path';
import {
  defaultRepositoryLocation,
  fileSystemRepository,
  type SessionStorageRepository,
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
  readonly #isCheckboxes: boolean;
  readonly #mayWrite: boolean;

  private constructor(
    folder: string,
    words: readonly string[],
    isCheckboxes: boolean,
    { write = false }: PlaceOptions,
  ) {
    // Checkbox reads `session` alone: it must never find the newest results in a journal beside it.
    this.repository = fileSystemRepository(folder, { mode: isCheckboxes ? 'snapshot' : 'journal' });
    this.words = words;
    this.#isCheckboxes = isCheckboxes;
    this.#mayWrite = write || !isCheckboxes;
  }

  /** The place that the options name, else the user's own. */
  static of({ cwd, env }: Surroundings, options: PlaceOptions): Place {
    const checkboxes = checkboxFolder(env);
    if (options.checkbox) return new Place(checkboxes, ['--checkbox'], true, options);
    const { store } = options;
    const folder = store === undefined ? defaultRepositoryLocation(env) : resolve(cwd, store);
    const words = store === undefined ? [] : ['--store', store];
    return new Place(folder, words, folder === checkboxes, options);
  }

  /** The place of a session that is named by its folder. */
  static around({ env }: Surroundings, sessionFolder: string, options: PlaceOptions): Place {
    const folder = dirname(sessionFolder);
    return new Place(folder, [], folder === checkboxFolder(env), options);
  }

  get location(): string {
    return this.repository.location;
  }

  /** @throws CliError where sessions may only be read. */
  checkWritable(): void {
    if (this.#mayWrite) return;
    throw new CliError(
      'READ_ONLY_STORE',
      `the sessions in ${this.location} are Checkbox's own, and are only read`,
      { advice: 'give --write to change them all the same, while Checkbox does not run' },
    );
  }

  /** Whether the sessions here are those of Checkbox. */
  get isCheckboxes(): boolean {
    return this.#isCheckboxes;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.repository.close();
  }
}

/** Where Checkbox keeps its sessions; it knows no other place, but a test or a chroot may. */
function checkboxFolder(env: Surroundings['env']): string {
  return resolve(env['PLAINBOX_CHECKBOX_SESSIONS'] || '/var/tmp/checkbox-ng/sessions');
}
