import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Where the system tells nothing of changes, as on some network drives, they are looked for this often. */
const AT_LEAST_EVERY_MS = 1000;
/** Changes that come so soon after one another are taken as one. */
const TOGETHER_MS = 50;

/** Tells when something has been written to a session's folder by another process. */
export class SessionChanges implements Disposable {
  readonly #watchers: FSWatcher[] = [];
  #changed: PromiseWithResolvers<void> = deferred();

  constructor(location: string) {
    for (const folder of [location, join(location, 'io-logs')]) {
      try {
        const watcher = watch(folder, () => this.#changed.resolve());
        watcher.on('error', () => {});
        this.#watchers.push(watcher);
      } catch {
        // What can't be watched is looked at now and then.
      }
    }
  }

  /** Resolves soon after the next change, or one since the last call; after a second, or an abort, in any case. */
  async next(signal?: AbortSignal): Promise<void> {
    const timer = new AbortController();
    signal?.addEventListener('abort', () => timer.abort(), { signal: timer.signal });
    if (signal?.aborted) return;
    await Promise.race([
      this.#changed.promise,
      setTimeout(AT_LEAST_EVERY_MS, undefined, { signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
    await setTimeout(TOGETHER_MS);
    this.#changed = deferred();
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

/** Node 20 has no `Promise.withResolvers` yet. */
function deferred(): PromiseWithResolvers<void> {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
