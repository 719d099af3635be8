import type { FunctionJob, JobDefinition, JobFunction, JobFunctionResult } from '@plainbox/state';
import { settledWithin } from '../processes/settled-within.js';
import type { ExecutionReport, JobExecution, JobExecutor } from './executor.js';

/** How {@link FunctionExecutor} runs functions. */
export interface FunctionExecutorOptions {
  /** Seconds that a function has to end after its signal was aborted. Default 2. */
  readonly stopGrace?: number;
}

/**
 * Runs jobs that are plain functions in this process. One that returns passes, one that throws
 * fails. One that returns nothing after its signal was aborted has broken off, and is run again; one that has done its
 * work all the same says so by an outcome, such as `return 'pass'`. A function that goes on after an abort can't be
 * stopped: it is no longer waited for, and what it still logs is dropped.
 */
export class FunctionExecutor implements JobExecutor {
  readonly #stopGrace: number;

  constructor({ stopGrace = 2 }: FunctionExecutorOptions = {}) {
    this.#stopGrace = stopGrace;
  }

  accepts(job: JobDefinition): boolean {
    return isFunctionJob(job);
  }

  async execute(execution: JobExecution): Promise<ExecutionReport> {
    const { job, signal } = execution;
    if (!isFunctionJob(job)) throw new TypeError(`the job ${job.id} has no function`);
    const work = callFunction(job.run, execution);
    const ended = work.then(
      () => {},
      () => {},
    );
    await Promise.race([ended, aborted(signal)]);
    if (signal.aborted && !(await settledWithin(ended, this.#stopGrace))) throw signal.reason;
    try {
      const result = await work;
      if (signal.aborted && saysNothing(result)) throw signal.reason;
      return reportOf(result);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      return reportOfError(error, execution);
    }
  }
}

/** Not asked by class: two copies of `@plainbox/state` may be loaded. */
function isFunctionJob(job: JobDefinition): job is FunctionJob {
  return 'run' in job && typeof job.run === 'function';
}

async function callFunction(run: JobFunction, execution: JobExecution): Promise<JobFunctionResult> {
  const { job, attempt, signal, shareDirectory, output } = execution;
  const line = (text: string): Uint8Array => Buffer.from(`${text}\n`);
  return run({
    job,
    attempt,
    signal,
    shareDirectory,
    log: {
      out: (text) => void output.write('stdout', line(text)),
      err: (text) => void output.write('stderr', line(text)),
    },
  });
}

function reportOf(result: JobFunctionResult): ExecutionReport {
  if (saysNothing(result)) return { outcome: 'pass' };
  return typeof result === 'string' ? { outcome: result } : result;
}

function saysNothing(
  result: JobFunctionResult,
): result is Exclude<JobFunctionResult, string | object> {
  return result === undefined || result === null;
}

function reportOfError(error: unknown, { output }: JobExecution): ExecutionReport {
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.write('stderr', Buffer.from(`${shown}\n`));
  const comments = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { outcome: 'fail', comments };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
