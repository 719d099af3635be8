import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SessionStorage } from '@plainbox/storage';
import { sessionDirectory } from '../session-directory.js';
import type { FoldOrder } from './fold-order.js';

/**
 * Makes one snapshot of a stored snapshot and its deltas in a thread of its own, so that checkpoints go on meanwhile. It
 * reads the files by itself: neither the state nor the bytes of the session pass the thread that asks.
 *
 * The worker lives as long as one fold, and keeps no process alive.
 */
export class FoldWorker {
  readonly #program: URL;
  readonly #session: Omit<FoldOrder, 'sequence'>;
  #hasFailed = false;
  #stop: () => void = () => {};

  private constructor(program: URL, session: Omit<FoldOrder, 'sequence'>) {
    this.#program = program;
    this.#session = session;
  }

  /** For sessions in {@link defaultCodec}'s bytes; `undefined` where they are in no folder, or the program of the worker is none. */
  static for(storage: SessionStorage): FoldWorker | undefined {
    const program = builtProgram();
    if (program === undefined || sessionDirectory(storage) === undefined) return undefined;
    return new FoldWorker(program, { repository: dirname(storage.location), id: storage.id });
  }

  /** No fold has failed: one that did would do so again, where workers are forbidden or the folder is another store's. */
  get isUsable(): boolean {
    return !this.#hasFailed;
  }

  /** The snapshot that stands for a durable checkpoint. One at a time. */
  async fold(sequence: number): Promise<Uint8Array> {
    try {
      return await this.#run({ ...this.#session, sequence });
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  /** Ends a fold that is under way: it fails. */
  stop(): void {
    this.#stop();
  }

  #run(order: FoldOrder): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.#program, { workerData: order });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the worker ended before it had folded')));
      // Last: a listener for messages would make it one to be waited for again.
      worker.unref();
      this.#stop = () => {
        reject(new Error('the fold was stopped'));
        void worker.terminate();
      };
    });
  }
}

/** The program as it is published, beside the code that asks for it; `undefined` in sources and in others' bundles. */
function builtProgram(): URL | undefined {
  const { url } = import.meta as { readonly url?: string };
  if (url === undefined) return undefined;
  const program = new URL('./fold-worker.js', url);
  return program.protocol === 'file:' && existsSync(fileURLToPath(program)) ? program : undefined;
}
