/**
 * Where the runner takes its time from. Durations and delays come from the monotonic clock, which
 * no clock step can turn negative; wall time only says *when* something was.
 */
export interface Clock {
  /** Seconds since some fixed point; never goes back. */
  monotonic(): number;
  /** Unix time in seconds. */
  wall(): number;
}

export const systemClock: Clock = {
  monotonic: () => performance.now() / 1000,
  wall: () => Date.now() / 1000,
};
