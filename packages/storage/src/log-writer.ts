import type { SessionId, StorageDriver } from './driver.js';
import { StorageError } from './errors.js';

/** A log open for writing. Writes land in the order of the calls. */
export class LogWriter implements AsyncDisposable {
  readonly name: string;
  readonly #driver: StorageDriver;
  readonly #id: SessionId;
  readonly #onClose: () => void;
  #last: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /** Use {@link SessionStorage.openLog}. */
  constructor(driver: StorageDriver, id: SessionId, name: string, onClose: () => void) {
    this.#driver = driver;
    this.#id = id;
    this.name = name;
    this.#onClose = onClose;
  }

  /** Resolves when the bytes were handed to the store; durable they are after `sync`. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#closing !== undefined) {
      return Promise.reject(
        new StorageError('CLOSED', `Log ${this.name} is closed.`, { sessionId: this.#id }),
      );
    }
    const write = this.#last.then(() => this.#driver.appendLog?.(this.#id, this.name, bytes));
    this.#last = write.catch(() => {});
    return write;
  }

  /** Resolves when everything written so far is durable. A checkpoint that names the log does this by itself. */
  async sync(): Promise<void> {
    await this.#last;
    await this.#driver.syncLog?.(this.#id, this.name);
  }

  /** Waits for the last write. Closing twice does no harm. */
  close(): Promise<void> {
    this.#closing ??= this.#last.then(this.#onClose);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
