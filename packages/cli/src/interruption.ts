import { ExitCode } from './exit-codes.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

interface InterruptionHandlers {
  /** The first request: stop cleanly. */
  readonly stop: (signal: StopSignal) => void;
  /** The second one: end at once. */
  readonly kill: (signal: StopSignal) => void;
}

/** What the person asked for while a run was under way. */
export interface Interruption extends Disposable {
  /** The signal that stopped the run; undefined as long as nobody stopped it. */
  readonly received: StopSignal | undefined;
  /** The same as the signal, for keys that a question has taken before they became one. */
  request(signal: StopSignal): void;
}

/** Turns signals into two requests: to stop cleanly, and then to end at once. */
export function listenForInterruption(handlers: InterruptionHandlers): Interruption {
  let received: StopSignal | undefined;
  const listener = (signal: StopSignal): void => {
    if (received === undefined) {
      received = signal;
      handlers.stop(signal);
    } else {
      handlers.kill(signal);
    }
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    get received() {
      return received;
    },
    request: listener,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}

/** What the shell gets for a run that a signal stopped cleanly. */
export function exitCodeOf(signal: StopSignal): ExitCode {
  return signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
}
