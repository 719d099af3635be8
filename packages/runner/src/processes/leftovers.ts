import type { JobId } from '@plainbox/state';
import { environmentOf, processTable } from './process-table.js';
import { sendSignal } from './send-signal.js';

/**
 * Kills what a job of this session still has running after its attempt was cut off, or its runner killed: else it
 * would go on beside its own next attempt. They are told by the environment that they were started with.
 */
export function killLeftovers(job: JobId, shareDirectory: string): void {
  const marks = [`PLAINBOX_JOB_ID=${job}`, `PLAINBOX_SESSION_SHARE=${shareDirectory}`];
  for (const { pid } of processTable()) {
    const environment = environmentOf(pid);
    if (pid === process.pid || !marks.every((mark) => environment.includes(mark))) continue;
    sendSignal(pid, 'SIGKILL');
  }
}
