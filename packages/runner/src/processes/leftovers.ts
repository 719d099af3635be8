import type { SessionManager } from '@plainbox/manager';
import { ATTEMPT_MARK } from '../executors/job-environment.js';
import type { NotedAttempt } from '../ledger.js';
import { inRounds } from './in-rounds.js';
import { environmentOf, type ProcessEntry, processTable, readProcess } from './process-table.js';
import { sendSignal } from './send-signal.js';

/**
 * Kills what attempts that were cut off still have running: else it would go on beside the next ones. They are told by
 * the marks of the attempts, in the environment that they were started with.
 */
export function killLeftovers(
  attempts: readonly NotedAttempt[],
  { readOnly }: Pick<SessionManager['storage'], 'readOnly'>,
): void {
  // Who only looks at a session may look at one that is at work.
  if (readOnly) return;
  // One that waits for a reboot has done its part, and what it has left is to do the rest.
  const marks = attempts.flatMap(({ mark, pause }) =>
    mark === undefined || pause === 'reboot' ? [] : [mark],
  );
  if (marks.length === 0) return;
  const entries = new Set(marks.map((mark) => `${ATTEMPT_MARK}=${mark}`));
  const killed = new Set<string>();
  const own = readProcess(process.pid);
  inRounds(() => killMarked(entries, killed, own));
}

/** Returns whether there was anybody who had not been killed before. */
function killMarked(
  entries: ReadonlySet<string>,
  killed: Set<string>,
  own: ProcessEntry | undefined,
): boolean {
  let isAnybodyNew = false;
  for (const { pid, startTime, group, session } of processTable()) {
    const name = `${pid} ${startTime}`;
    if (pid === process.pid || killed.has(name)) continue;
    if (!environmentOf(pid).some((entry) => entries.has(entry))) continue;
    sendSignal(pid, 'SIGKILL');
    // The whole group at once: those that multiply faster than they can be looked for are in it.
    if (session !== own?.session && group !== own?.group) sendSignal(-group, 'SIGKILL');
    killed.add(name);
    isAnybodyNew = true;
  }
  return isAnybodyNew;
}
