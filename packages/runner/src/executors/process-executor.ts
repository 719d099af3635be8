import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { JobDefinition, StreamName } from '@plainbox/state';
import { outcomeOfReturnCode, returnCodeOf } from '../processes/exit.js';
import { killMarked } from '../processes/leftovers.js';
import { endProcessTree } from '../processes/process-tree.js';
import { settledWithin } from '../processes/settled-within.js';
import type { ExecutionReport, JobExecution, JobExecutor } from './executor.js';
import { ATTEMPT_MARK, jobEnvironment } from './job-environment.js';
import { isKnownKind } from './plugins.js';
import { refusalOf } from './process-refusal.js';

/** How {@link ProcessExecutor} runs commands. */
export interface ProcessExecutorOptions {
  /** Added to the environment that this process has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder that commands start in; by default that of this process. */
  readonly workingDirectory?: string;
  /** Seconds between SIGTERM and SIGKILL when a job is stopped. Default 2. */
  readonly stopGrace?: number;
  /** Ends that grace early, for those who will not wait: what is being stopped is killed at once. */
  readonly killSignal?: AbortSignal;
  /**
   * Seconds that programs left behind by a job may hold its output open after its command has
   * ended. They are stopped then. Default 5.
   */
  readonly leftoverGrace?: number;
}

/**
 * Runs a job's `command` in a process group of its own, by the job's `shell`.
 *
 * A stop ends all that the job has started: its group, all descendants, and on Linux also those that have left both, as
 * daemons do, by a mark in their environment. Only what is the child of nobody and has emptied its environment as well
 * (`env -i setsid -f …`) goes unseen.
 */
export class ProcessExecutor implements JobExecutor {
  readonly #options: ProcessExecutorOptions;

  constructor(options: ProcessExecutorOptions = {}) {
    this.#options = options;
  }

  accepts(job: JobDefinition): boolean {
    return Boolean(job.command) && isKnownKind(job);
  }

  async execute(execution: JobExecution): Promise<ExecutionReport> {
    const refusal = refusalOf(execution.job);
    if (refusal) return refuse(execution, refusal);

    const mark = randomUUID();
    let child: ChildProcess;
    try {
      child = this.#spawn(execution, mark);
      await once(child, 'spawn');
    } catch (error) {
      return refuse(execution, `the shell could not be started: ${(error as Error).message}`);
    }
    const streams = [
      forward(child.stdout, 'stdout', execution),
      forward(child.stderr, 'stderr', execution),
    ];
    return this.#report(child, Promise.all(streams), { ...execution, mark });
  }

  #spawn(execution: JobExecution, mark: string): ChildProcess {
    const { job } = execution;
    const { environment = {}, workingDirectory } = this.#options;
    return spawn(job.shell, ['-c', job.command ?? ''], {
      // A group of its own: a Ctrl-C on the terminal is ours to handle, and one kill reaches all.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: jobEnvironment(execution, mark, { ...process.env, ...environment }),
      ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
    });
  }

  async #report(
    child: ChildProcess,
    output: Promise<unknown>,
    { signal, mark }: JobExecution & { readonly mark: string },
  ): Promise<ExecutionReport> {
    const { stopGrace = 2, leftoverGrace = 5, killSignal } = this.#options;
    const ending = { grace: stopGrace, killSignal };
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const closed = Promise.all([exited, output]);

    if (!(await endsBeforeAbort(exited, signal))) {
      await endProcessTree(child, closed, ending);
      // Whoever has made itself nobody's child (`setsid -f`) is in no tree any more.
      killMarked([`${ATTEMPT_MARK}=${mark}`]);
      throw signal.reason;
    }
    const [code, signalName] = await exited;
    const returnCode = returnCodeOf(code, signalName);
    const report = { outcome: outcomeOfReturnCode(returnCode), returnCode };

    if (await settledWithin(closed, leftoverGrace)) return report;
    await endProcessTree(child, closed, ending);
    return { ...report, comments: leftoverComment(leftoverGrace) };
  }
}

function leftoverComment(seconds: number): string {
  return `Programs that the job left behind kept its output open; they were stopped after ${seconds} s.`;
}

async function endsBeforeAbort(exited: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const listening = new AbortController();
  const aborted = once(signal, 'abort', { signal: listening.signal }).then(
    () => false,
    () => true, // No longer listening: it ended.
  );
  try {
    return await Promise.race([exited.then(() => true), aborted]);
  } finally {
    listening.abort();
  }
}

/** Hands all that the stream gives to the job's output; the pipe fills up while that is full. */
async function forward(
  stream: Readable | null,
  name: StreamName,
  { output }: JobExecution,
): Promise<void> {
  if (!stream) return;
  stream.on('data', (chunk: Buffer) => {
    if (output.write(name, chunk)) return;
    stream.pause();
    output.drained().then(
      () => stream.resume(),
      () => stream.resume(), // A failed log is the runner's to report; the job must not hang.
    );
  });
  await once(stream, 'close');
}

function refuse({ output }: JobExecution, reason: string): ExecutionReport {
  output.write('stderr', Buffer.from(`${reason}\n`));
  return { outcome: 'fail', returnCode: 1, comments: reason };
}
