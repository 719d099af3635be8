import { ATTEMPT_MARK } from '../executors/job-environment.js';
import { environmentOf, processTable } from './process-table.js';
import { sendSignal } from './send-signal.js';

/**
 * Kills what attempts that were cut off still have running: else it would go on beside the next ones. They are told by
 * the marks of the attempts, in the environment that they were started with.
 */
export function killLeftovers(marks: readonly string[]): void {
  if (marks.length === 0) return;
  const entries = new Set(marks.map((mark) => `${ATTEMPT_MARK}=${mark}`));
  for (const { pid } of processTable()) {
    if (pid === process.pid || !environmentOf(pid).some((entry) => entries.has(entry))) continue;
    sendSignal(pid, 'SIGKILL');
  }
}
