import type { Emitter, EventArguments } from '../events/emitter.js';

/** Holds back the events of an operation until all that it changes is changed. */
export class Announcements<Events extends EventArguments<Events>> {
  readonly #emitter: Emitter<Events>;
  #pending: (() => void)[] = [];

  constructor(emitter: Emitter<Events>) {
    this.#emitter = emitter;
  }

  /** Whether anybody listens to an event. */
  isAwaited(event: keyof Events): boolean {
    return this.#emitter.has(event);
  }

  /** Adds an event, unless nobody listens to it. */
  add<Name extends keyof Events>(event: Name, ...args: Events[Name]): void {
    if (this.isAwaited(event)) this.#pending.push(() => this.#emitter.emit(event, ...args));
  }

  /** Adds an event of another emitter. */
  addOther(announce: () => void): void {
    this.#pending.push(announce);
  }

  /** Sends the events. What a listener does to the session sends its own events at once, in between. */
  send(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    for (const announce of pending) announce();
  }
}
