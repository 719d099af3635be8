import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { JobDefinition, StreamName } from '@plainbox/state';
import { ControlGroup } from '../processes/control-group.js';
import { outcomeOfReturnCode, returnCodeOf } from '../processes/exit.js';
import { type Gated, spawnGated } from '../processes/gated-spawn.js';
import { JobProcesses } from '../processes/job-processes.js';
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
  /**
   * Whether each job gets a control group (version 2) of its own where this process may make some, so that a stop
   * reaches whatever it has started. Default true.
   */
  readonly controlGroups?: boolean;
}

/** How a command has ended: its exit code, or the signal that ended it. */
type Exit = [code: number | null, signal: NodeJS.Signals | null];

/**
 * Runs a job's `command` in a process group of its own, by the job's `shell`.
 *
 * A stop ends all that the job has started. On Linux that is all in its control group, where one can be made: by root,
 * and in what systemd has delegated, such as a user's own units. Elsewhere it is what can be told to be the job's:
 *
 * - its process group, its session, and all descendants, also those that were seen while their parents lived;
 * - who holds its output open, or has the mark of the attempt in the environment (`PLAINBOX_ATTEMPT`).
 *
 * So without a control group a daemon goes unseen that has done all of this before a look at the tree (20 milliseconds
 * after the start, then at growing distances of at most a second): made a session of its own, lost its parent, given
 * up the output and emptied its environment (`env -i setsid -f … > /dev/null 2>&1`). With and without one, what others
 * start at the job's request (systemd, a container service) is out of reach, and so are processes of another user.
 * Where there is no `/proc` only the process group is reached.
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

    const { controlGroups = true } = this.#options;
    const controlGroup = controlGroups ? ControlGroup.make() : undefined;
    try {
      return await this.#run(execution, controlGroup);
    } finally {
      controlGroup?.release();
    }
  }

  async #run(
    execution: JobExecution,
    controlGroup: ControlGroup | undefined,
  ): Promise<ExecutionReport> {
    let child: ChildProcess;
    let processes: JobProcesses;
    try {
      const gated = this.#spawn(execution);
      child = gated.child;
      processes = new JobProcesses(child, {
        mark: `${ATTEMPT_MARK}=${execution.mark}`,
        controlGroup,
      });
      gated.open();
      await once(child, 'spawn');
    } catch (error) {
      return refuse(execution, `the shell could not be started: ${(error as Error).message}`);
    }
    const streams = [
      forward(child.stdout, 'stdout', execution),
      forward(child.stderr, 'stderr', execution),
    ];
    try {
      const exited = once(child, 'exit') as Promise<Exit>;
      const closed = Promise.all([exited, ...streams]);
      return await this.#report(processes, { exited, closed, execution });
    } finally {
      processes.unwatch();
    }
  }

  #spawn(execution: JobExecution): Gated {
    const { job } = execution;
    const { environment = {}, workingDirectory } = this.#options;
    return spawnGated(job.shell, ['-c', job.command ?? ''], {
      // A group of its own: a Ctrl-C on the terminal is ours to handle, and one kill reaches all.
      detached: true,
      env: jobEnvironment(execution, { ...process.env, ...environment }),
      ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
    });
  }

  async #report(
    processes: JobProcesses,
    {
      exited,
      closed,
      execution: { signal, stopClock },
    }: { exited: Promise<Exit>; closed: Promise<unknown>; execution: JobExecution },
  ): Promise<ExecutionReport> {
    const { stopGrace = 2, leftoverGrace = 5, killSignal } = this.#options;
    const ending = { grace: stopGrace, killSignal };
    if (!(await endsBeforeAbort(exited, signal))) {
      await processes.end(closed, ending);
      throw signal.reason;
    }
    stopClock();
    const [code, signalName] = await exited;
    const returnCode = returnCodeOf(code, signalName);
    const report = { outcome: outcomeOfReturnCode(returnCode), returnCode };

    // A stop does not wait for those who keep the output open.
    if (await settledWithin(closed, leftoverGrace, signal)) return report;
    const isEnded = await processes.endLeftovers(closed, ending);
    return { ...report, comments: `${LEFT_BEHIND} ${isEnded ? STOPPED : OUT_OF_REACH}` };
  }
}

const LEFT_BEHIND = 'Programs that the job left behind kept its output open:';
const STOPPED = 'they were stopped.';
const OUT_OF_REACH = 'not all could be stopped, and what they print from here on is lost.';

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
