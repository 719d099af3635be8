import { constants } from 'node:os';

/** How a process ended: its exit code, or minus the number of the signal that ended it. */
export function returnCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return signal ? -constants.signals[signal] : (code ?? 1);
}

/** 0 passes, a signal is a crash, anything else fails. */
export function outcomeOfReturnCode(returnCode: number): 'pass' | 'crash' | 'fail' {
  if (returnCode === 0) return 'pass';
  return returnCode < 0 ? 'crash' : 'fail';
}
