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

/** What came of an attempt. */
export interface AttemptEnd {
  readonly result: JobResult;
  /** Its time was up: there is nothing for anybody to judge. */
  readonly isTimedOut: boolean;
}

/**
 * Runs one attempt to its end and returns its result, not yet part of the session. Throws the
 * reason of `stop` if that cut the attempt off: then there is no result, and the job is still to do.
 */
export async function runAttempt(attempt: Attempt): Promise<AttemptEnd> {
  const { clock, log } = attempt;
  const started = clock.monotonic();
  const limits = new AttemptSignal(attempt.stop, attempt.timeout, clock);
  try {
    const { report, isTimedOut } = await execute(attempt, limits);
    const executionDuration = clock.monotonic() - started;
    const output = await log.finish();
    const result =
      'ioLog' in output
        ? new MemoryJobResult({ ...report, ...output, executionDuration })
        : new DiskJobResult({ ...report, ...output, executionDuration });
    return { result, isTimedOut };
  } catch (error) {
    await log.finish();
    throw error;
  } finally {
    limits.stopClock();
  }
}

interface Execution {
  readonly report: ExecutionReport;
  readonly isTimedOut: boolean;
}

async function execute(attempt: Attempt, limits: AttemptSignal): Promise<Execution> {
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
    const { passed } = limits;
    return passed ? timedOut(passed) : { report: checkedReport(report), isTimedOut: false };
  } catch (error) {
    if (limits.cutBy) return timedOut(limits.cutBy);
    if (limits.signal.aborted) throw limits.signal.reason;
    const report = { outcome: 'crash', comments: `The job broke: ${describe(error)}` } as const;
    return { report, isTimedOut: false };
  } finally {
    isOver = true;
  }
}

function timedOut({ message }: JobTimeoutError): Execution {
  return { report: { outcome: 'crash', comments: message }, isTimedOut: true };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
