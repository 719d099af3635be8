import type { SessionStorageRepository } from '../repository.js';

/** What the suite needs to know about a store. */
export interface ConformanceOptions {
  /** The test function of any runner (`node:test`, vitest, jest, …). */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /**
   * Opens the store in a place, which is an empty folder at first. Called again with the same place it opens the
   * same store once more, beside the first.
   */
  readonly open: (place: string) => SessionStorageRepository | Promise<SessionStorageRepository>;
  /** Opens the same store to read from it, if that is to be done another way. */
  readonly openReader?: (
    place: string,
  ) => SessionStorageRepository | Promise<SessionStorageRepository>;
  /**
   * URL of a module that exports `open` like above and runs in a plain Node process: with it, the suite
   * kills a process that writes, and takes a session over in another process.
   */
  readonly module?: string | URL;
  /** Lets no more bytes be written in a place until the function it returns is called. */
  readonly fill?: (place: string) => Promise<() => Promise<void>>;
  /** Damages the newest record of a session: cuts its last byte off. With `supports.integrity`. */
  readonly cut?: (place: string, id: string) => Promise<void>;
  /** Damages the newest record of a session: changes one of its bytes. With `supports.integrity`. */
  readonly flip?: (place: string, id: string) => Promise<void>;
}
