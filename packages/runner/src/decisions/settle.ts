import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SessionManager } from '@plainbox/manager';
import { DiskJobResult, type JobResult, MemoryJobResult } from '@plainbox/state';
import type { NotedAttempt } from '../ledger.js';
import type { RunContext } from '../run-context.js';
import { judgeCutOffAttempts } from './cut-off-attempts.js';
import type { Decision } from './decision.js';

/** What was found to be under way when a run began. */
export interface Settlement {
  readonly decisions: readonly Decision[];
  /** A job that has yet to reboot the machine: nothing else is to run before. */
  readonly awaitsReboot: NotedAttempt | undefined;
}

/**
 * Settles all that was under way when the session was cut off, and puts the results that stand for
 * the lost attempts into it. Not durable yet.
 */
export function settleCutOffAttempts(context: RunContext): Settlement {
  const { manager, device, state, ledger } = context;
  const decisions: Decision[] = [];
  let awaitsReboot: NotedAttempt | undefined;
  for (const cutOff of judgeCutOffAttempts(context)) {
    const { id, noted, fate } = cutOff;
    if (fate === 'awaited') {
      ledger.resume(id);
      awaitsReboot = noted;
    } else if (fate === 'aside' && noted) ledger.note({ ...noted, found: cutOff.found });
    else ledger.forget(id);
    if (fate === 'undone' && noted?.wasWished) device.reruns.add(id);
    if (fate !== 'decided') continue;
    const { decision } = cutOff;
    const { plugin } = noted ?? decision.job;
    state.updateJobResult(id, resultOf(decision, plugin, recordFileOf(noted, manager)));
    decisions.push(decision);
  }
  return { decisions, awaitsReboot };
}

function resultOf(
  { rule, outcome, reason }: Decision,
  plugin: string | undefined,
  recordFile: string | undefined,
): JobResult {
  const fields = { outcome, comments: reason };
  // Records that a resource job had not finished to print would make half of the jobs they are for.
  const hasUsableLog = rule !== 'crash' || plugin !== 'resource';
  return hasUsableLog && recordFile !== undefined && existsSync(recordFile)
    ? new DiskJobResult({ ...fields, ioLogFilename: recordFile })
    : new MemoryJobResult(fields);
}

/** Where the record file lies now: the session may have been moved since the path was noted. */
function recordFileOf(
  noted: NotedAttempt | undefined,
  { directories }: SessionManager,
): string | undefined {
  const recordFile = noted?.recordFile ?? null;
  if (recordFile === null || directories === undefined) return undefined;
  return join(directories.ioLogPathname, basename(recordFile));
}
