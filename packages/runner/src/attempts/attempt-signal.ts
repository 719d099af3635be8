import type { Clock } from '../clock.js';

/** The longest time that Node waits for; a timer for more is over at once. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** The job's time is up. */
export class JobTimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(seconds: number) {
    super(`The job was stopped: it took longer than ${seconds} s.`);
  }
}

/** What ends one attempt before its time: the stop of the session, or the job's own time limit. */
export class AttemptSignal {
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #started: number;
  readonly #timeout: number;
  #ended: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(stop: AbortSignal, timeout: number | undefined, clock: Clock) {
    const limit = new AbortController();
    this.signal = AbortSignal.any([stop, limit.signal]);
    this.#clock = clock;
    this.#started = clock.monotonic();
    this.#timeout = timeout ?? Number.POSITIVE_INFINITY;
    if (timeout === undefined) return;
    this.#after(timeout * 1000, () => limit.abort(new JobTimeoutError(timeout)));
  }

  /** The time limit, if that is what cut the attempt off. */
  get cutBy(): JobTimeoutError | undefined {
    const reason: unknown = this.signal.reason;
    return reason instanceof JobTimeoutError ? reason : undefined;
  }

  /** The time limit, if it has passed, also where nothing was cut off: a job that never waits lets no timer through. */
  get passed(): JobTimeoutError | undefined {
    const took = (this.#ended ?? this.#clock.monotonic()) - this.#started;
    return this.cutBy ?? (took > this.#timeout ? new JobTimeoutError(this.#timeout) : undefined);
  }

  /** The job has ended: no limit cuts the attempt off from here on. */
  stopClock(): void {
    this.#ended ??= this.#clock.monotonic();
    clearTimeout(this.#timer);
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timer =
      milliseconds > LONGEST_WAIT
        ? setTimeout(() => this.#after(milliseconds - LONGEST_WAIT, act), LONGEST_WAIT)
        : setTimeout(act, milliseconds);
  }
}
