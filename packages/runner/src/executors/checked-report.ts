import { isOutcome } from '@plainbox/state';
import type { ExecutionReport } from './executor.js';

/** The report of an executor or a function; one that says nothing that can be recorded is a crash of the job. */
export function checkedReport(report: ExecutionReport): ExecutionReport {
  const given: Partial<Record<keyof ExecutionReport, unknown>> = Object(report);
  const { outcome, returnCode, comments } = given;
  if (!isOutcome(outcome) || outcome === null) return crash('outcome', outcome);
  if (returnCode !== undefined && !Number.isSafeInteger(returnCode)) {
    return crash('return code', returnCode);
  }
  if (comments !== undefined && typeof comments !== 'string') return crash('comments', comments);
  return report;
}

function crash(what: string, value: unknown): ExecutionReport {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return { outcome: 'crash', comments: `The job broke: it gave ${what} that can't be: ${shown}` };
}
