import type { JobDefinition, Outcome } from '@plainbox/state';
import { settledWithin } from '../processes/settled-within.js';
import type { ExecutionReport, JobExecution, JobExecutor } from './executor.js';

/** What a job's function gets to work with. */
export interface JobFunctionContext {
  readonly job: JobDefinition;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the session is stopped or the job's time is up. */
  readonly signal: AbortSignal;
  /** The folder that the jobs of a session share; missing where the session is on no disk. */
  readonly shareDirectory: string | undefined;
  /** Writes a line to the job's log. */
  readonly log: { out(text: string): void; err(text: string): void };
}

/** An outcome, and what there is to say about it. */
export interface JobVerdict {
  readonly outcome: Outcome;
  readonly comments?: string;
}

/** What a job's function may give: nothing for a pass, an outcome, or an outcome with comments. */
// biome-ignore lint/suspicious/noConfusingVoidType: most functions return nothing
export type JobFunctionResult = Outcome | JobVerdict | undefined | void;

/** The work of a job that is written in TypeScript. */
export type JobFunction = (
  context: JobFunctionContext,
) => JobFunctionResult | Promise<JobFunctionResult>;

/** A job that brings its work with it, such as `defineJob` of `@plainbox/units` makes. */
export interface FunctionJob extends JobDefinition {
  readonly run: JobFunction;
}

/** How {@link FunctionExecutor} runs functions. */
export interface FunctionExecutorOptions {
  /** Seconds that a function has to end after its signal was aborted. Default 2. */
  readonly stopGrace?: number;
}

/**
 * Runs jobs that are plain functions in this process. One that returns passes, one that throws
 * fails. A function that goes on after an abort can't be stopped: it is no longer waited for.
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
      return reportOf(await work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      return reportOfError(error, execution);
    }
  }
}

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
  if (result === undefined || result === null) return { outcome: 'pass' };
  return typeof result === 'string' ? { outcome: result } : result;
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
