import type { SessionId, StorageDriver } from './driver.js';
import { StorageError } from './errors.js';

/** The end of one log, where all that write to it line up. */
export class LogTail {
  #last: Promise<unknown> = Promise.resolve();

  /** Does a write when those before it are done, whether they succeeded or not. */
  append(write: () => Promise<void> | undefined): Promise<void> {
    const next = this.#last.then(write);
    this.#last = next.catch(() => {});
    return next;
  }

  /** Resolves when nothing that was handed in so far is being written any more. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

/** A log open for writing. Writes land in the order of the calls, also of several writers of one log. */
export class LogWriter implements AsyncDisposable {
  readonly name: string;
  readonly #driver: StorageDriver;
  readonly #id: SessionId;
  readonly #tail: LogTail;
  readonly #onClose: () => void;
  #closing: Promise<void> | undefined;

  /** Use {@link SessionStorage.openLog}. */
  constructor(
    driver: StorageDriver,
    id: SessionId,
    name: string,
    tail: LogTail,
    onClose: () => void,
  ) {
    this.#driver = driver;
    this.#id = id;
    this.name = name;
    this.#tail = tail;
    this.#onClose = onClose;
  }

  /** Resolves when the bytes were handed to the store; durable they are after `sync`. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#closing !== undefined) {
      return Promise.reject(
        new StorageError('CLOSED', `Log ${this.name} is closed.`, { sessionId: this.#id }),
      );
    }
    if (!(bytes instanceof Uint8Array)) {
      return Promise.reject(
        new StorageError('INVALID_ARGUMENT', `What log ${this.name} takes is a Uint8Array.`),
      );
    }
    return this.#tail.append(() => this.#driver.appendLog?.(this.#id, this.name, bytes));
  }

  /** Resolves when everything written so far is durable. A checkpoint that names the log does this by itself. */
  async sync(): Promise<void> {
    await this.#tail.idle();
    await this.#driver.syncLog?.(this.#id, this.name);
  }

  /** Waits for the last write. Closing twice does no harm. */
  close(): Promise<void> {
    this.#closing ??= this.#tail.idle().then(this.#onClose);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
