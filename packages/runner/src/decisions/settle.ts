import { existsSync } from 'node:fs';
import { DiskJobResult, type JobResult, MemoryJobResult } from '@plainbox/state';
import type { NotedAttempt } from '../ledger.js';
import type { RunContext } from '../run-context.js';
import type { Decision } from './decision.js';
import { judge } from './judge.js';
import { readSavedOutcome } from './saved-outcome.js';

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
  const { state, ledger, bootId, maxCrashes, manager } = context;
  const attempts = attemptsUnderWay(context);
  const decisions: Decision[] = [];
  let awaitsReboot: NotedAttempt | undefined;
  for (const { id, noted } of attempts) {
    const jobState = state.jobs.get(id);
    if (noted && jobState && jobState.resultHistory.length > noted.results) {
      // Somebody has settled it by a result of its own, such as a skip of the changed job.
      ledger.forget(id);
      continue;
    }
    // With several under way nobody can tell whose outcome it is.
    const savedOutcome =
      attempts.length === 1
        ? readSavedOutcome(manager.directories?.sessionSharePathname)
        : undefined;
    const decision =
      jobState &&
      judge({
        job: jobState.job,
        history: jobState.resultHistory,
        noted,
        savedOutcome,
        bootId,
        maxCrashes,
        isRenewed: noted?.checksum !== jobState.job.checksum && manager.reruns.has(id),
      });
    if (!decision && noted?.pause === 'reboot' && jobState) {
      awaitsReboot = noted;
      continue;
    }
    ledger.forget(id);
    if (!decision) continue;
    state.updateJobResult(id, resultOf(decision, noted));
    if (!decision.runsAgain) manager.reruns.delete(id);
    decisions.push(decision);
  }
  return { decisions, awaitsReboot };
}

interface UnderWay {
  readonly id: string;
  readonly noted: NotedAttempt | undefined;
}

/** The ledger's attempts; where it has none, the one job that plainbox (Python) notes. */
function attemptsUnderWay({ state, ledger }: RunContext): readonly UnderWay[] {
  const noted = ledger.running.map((attempt) => ({ id: attempt.job, noted: attempt }));
  const { runningJobName } = state.metadata;
  if (noted.length > 0 || runningJobName === null) return noted;
  return [{ id: runningJobName, noted: undefined }];
}

function resultOf(
  { job, rule, outcome, reason }: Decision,
  noted: NotedAttempt | undefined,
): JobResult {
  const fields = { outcome, comments: reason };
  // Records that a resource job had not finished to print would make half of the jobs they are for.
  const hasUsableLog = rule !== 'crash' || job.plugin !== 'resource';
  const recordFile = noted?.recordFile ?? null;
  return hasUsableLog && recordFile !== null && existsSync(recordFile)
    ? new DiskJobResult({ ...fields, ioLogFilename: recordFile })
    : new MemoryJobResult(fields);
}
