/** Stops a listener from being called; calling it again is harmless. */
export type Unsubscribe = () => void;

/** How to listen. */
export interface ListenOptions {
  /** Aborting it stops the listening. */
  readonly signal?: AbortSignal | undefined;
}

/** What each event of an emitter hands to its listeners. */
export type EventArguments<Events> = { readonly [Name in keyof Events]: readonly unknown[] };

/** A listener of one event. */
export type Listener<Arguments extends readonly unknown[]> = (...args: Arguments) => void;

/**
 * Calls listeners in the order in which they came, over the list as it was when the event began.
 * What a listener throws goes to the caller and ends the event. One function may listen twice, and is called twice.
 */
export class Emitter<Events extends EventArguments<Events>> {
  // A list is replaced, never changed, so that an event under way keeps the one it began with.
  readonly #listeners: Map<keyof Events, readonly Registration[]> = new Map();

  /** Adds a listener, until the function that it returns is called or the signal is aborted. */
  on<Name extends keyof Events>(
    event: Name,
    listener: Listener<Events[Name]>,
    { signal }: ListenOptions = {},
  ): Unsubscribe {
    if (signal?.aborted) return () => {};
    const registration: Registration = { listener: listener as Listener<never> };
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), registration]);
    const unsubscribe = (): void => {
      signal?.removeEventListener('abort', unsubscribe);
      this.#remove(event, registration);
    };
    signal?.addEventListener('abort', unsubscribe, { once: true });
    return unsubscribe;
  }

  /** Whether anybody listens: lets the emitter's owner skip work that nobody would see. */
  has(event: keyof Events): boolean {
    return this.#listeners.has(event);
  }

  /** Calls all listeners of an event. */
  emit<Name extends keyof Events>(event: Name, ...args: Events[Name]): void {
    for (const { listener } of this.#listeners.get(event) ?? []) {
      (listener as Listener<readonly unknown[]>)(...args);
    }
  }

  #remove(event: keyof Events, registration: Registration): void {
    const left = this.#listeners.get(event)?.filter((other) => other !== registration) ?? [];
    if (left.length > 0) this.#listeners.set(event, left);
    else this.#listeners.delete(event);
  }
}

interface Registration {
  readonly listener: Listener<never>;
}
