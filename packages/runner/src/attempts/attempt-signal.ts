/** The longest time that Node waits for; a timer for more is over at once. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** The job's time is up. */
export class JobTimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`The job was stopped: it took longer than ${seconds} s.`);
    this.seconds = seconds;
  }
}

/** What ends one attempt before its time: the stop of the session, or the job's own time limit. */
export class AttemptSignal {
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  constructor(stop: AbortSignal, timeout: number | undefined) {
    const limit = new AbortController();
    this.signal = AbortSignal.any([stop, limit.signal]);
    if (timeout === undefined) return;
    this.#after(timeout * 1000, () => limit.abort(new JobTimeoutError(timeout)));
  }

  /** The time limit, if that is what cut the attempt off. */
  get timeout(): JobTimeoutError | undefined {
    const reason: unknown = this.signal.reason;
    return reason instanceof JobTimeoutError ? reason : undefined;
  }

  /** The job has ended in time: no limit cuts the attempt off from here on. */
  stopClock(): void {
    clearTimeout(this.#timer);
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timer =
      milliseconds > LONGEST_WAIT
        ? setTimeout(() => this.#after(milliseconds - LONGEST_WAIT, act), LONGEST_WAIT)
        : setTimeout(act, milliseconds);
  }
}
