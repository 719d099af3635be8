import { readFileSync } from 'node:fs';
import type { JobId } from '@plainbox/state';
import { processTable } from './process-table.js';

/**
 * Kills what a job of this session still has running after its attempt was cut off, or its runner killed: else it
 * would go on beside its own next attempt. They are told by the environment that they were started with.
 */
export function killLeftovers(job: JobId, shareDirectory: string): void {
  killMarked([`PLAINBOX_JOB_ID=${job}`, `PLAINBOX_SESSION_SHARE=${shareDirectory}`]);
}

/** Kills what was started in an environment with such entries, whoever its parent is now. */
export function killMarked(marks: readonly string[]): void {
  for (const { pid } of processTable()) {
    const environment = environmentOf(pid);
    if (pid === process.pid || !marks.every((mark) => environment.includes(mark))) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // Gone, or somebody else's.
  }
}
