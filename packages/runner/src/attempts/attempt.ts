import {
  DiskJobResult,
  type JobDefinition,
  type JobResult,
  MemoryJobResult,
  type StreamName,
} from '@plainbox/state';
import type { Clock } from '../clock.js';
import { checkedReport } from '../executors/checked-report.js';
import type { ExecutionReport, JobExecutor } from '../executors/executor.js';
import type { AttemptLog } from '../io-logs/attempt-log.js';
import { AttemptSignal, type JobTimeoutError } from './attempt-signal.js';

/** All that one attempt needs. */
export interface Attempt {
  readonly job: JobDefinition;
  /** The device that it is for; null for this machine. */
  readonly device: string | null;
  readonly number: number;
  readonly executor: JobExecutor;
  readonly log: AttemptLog;
  readonly clock: Clock;
  /** Aborted when the session is stopped. */
  readonly stop: AbortSignal;
  /** Seconds that the job may take. */
  readonly timeout: number | undefined;
  readonly shareDirectory: string | undefined;
  readonly resultFile: string | undefined;
  readonly mark: string;
  onOutput(stream: StreamName, bytes: Uint8Array): void;
}

/**
 * Runs one attempt to its end and returns its result, not yet part of the session. Throws the
 * reason of `stop` if that cut the attempt off: then there is no result, and the job is still to do.
 */
export async function runAttempt(attempt: Attempt): Promise<JobResult> {
  const { clock, log } = attempt;
  const limits = new AttemptSignal(attempt.stop, attempt.timeout);
  const started = clock.monotonic();
  try {
    const report = await execute(attempt, limits);
    const executionDuration = clock.monotonic() - started;
    const output = await log.finish();
    return 'ioLog' in output
      ? new MemoryJobResult({ ...report, ...output, executionDuration })
      : new DiskJobResult({ ...report, ...output, executionDuration });
  } catch (error) {
    await log.finish();
    throw error;
  } finally {
    limits.stopClock();
  }
}

async function execute(attempt: Attempt, limits: AttemptSignal): Promise<ExecutionReport> {
  const { job, device, number, mark, executor, log, shareDirectory, resultFile } = attempt;
  // A function can't be made to end: what it says after its time is no part of the attempt.
  let isOver = false;
  try {
    const report = await executor.execute({
      job,
      device,
      attempt: number,
      mark,
      signal: limits.signal,
      shareDirectory,
      resultFile,
      stopClock: () => limits.stopClock(),
      output: {
        write: (stream, bytes) => {
          if (isOver) return true;
          attempt.onOutput(stream, bytes);
          return log.write(stream, bytes);
        },
        drained: () => log.drained(),
      },
    });
    return limits.timeout ? reportOf(limits.timeout) : checkedReport(report);
  } catch (error) {
    if (limits.timeout) return reportOf(limits.timeout);
    if (limits.signal.aborted) throw limits.signal.reason;
    return { outcome: 'crash', comments: `The job broke: ${describe(error)}` };
  } finally {
    isOver = true;
  }
}

function reportOf({ message }: JobTimeoutError): ExecutionReport {
  return { outcome: 'crash', comments: message };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
