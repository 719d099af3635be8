import type { SessionManager } from '@plainbox/manager';
import {
  Emitter,
  type JobDefinition,
  type JobId,
  type Listener,
  type ListenOptions,
  type Unsubscribe,
} from '@plainbox/state';
import { systemClock } from './clock.js';
import { mayRunAgain } from './decisions/interruption.js';
import { RunnerError } from './errors.js';
import { ProcessExecutor } from './executors/process-executor.js';
import { adoptGeneratedJobs } from './generated-jobs.js';
import { ProgressCount } from './progress-count.js';
import { Run } from './run.js';
import type { RunContext } from './run-context.js';
import type { RunReport } from './run-report.js';
import type { RunnerEvents } from './runner-events.js';
import type { SessionRunnerOptions } from './runner-options.js';
import { Schedule } from './schedule/schedule.js';

/**
 * Runs what a session still has to do, in the order of its run list, and checkpoints on the way:
 * before a job is started, and when its result is there. A result counts, and is told, once it is
 * durable; so no finished job ever runs twice, however the run ends.
 *
 * ```ts
 * const runner = new SessionRunner(manager);
 * runner.on('jobFinished', ({ job, result }) => console.log(job.id, result.outcome));
 * const { status } = await runner.run({ signal });
 * ```
 */
export class SessionRunner {
  readonly #manager: SessionManager;
  readonly #options: SessionRunnerOptions;
  readonly #events: Emitter<RunnerEvents> = new Emitter();
  #running = false;

  constructor(manager: SessionManager, options: SessionRunnerOptions = {}) {
    this.#manager = manager;
    this.#options = options;
  }

  on<Name extends keyof RunnerEvents>(
    event: Name,
    listener: Listener<RunnerEvents[Name]>,
    options?: ListenOptions,
  ): Unsubscribe {
    return this.#events.on(event, listener, options);
  }

  /**
   * Runs until nothing more can be done. An abort of `signal` stops the running jobs, leaves them
   * to do, and checkpoints: the promise resolves then, with the status `stopped`.
   *
   * @throws StorageError when a checkpoint fails: running jobs are stopped, and what was told
   * before stays durable.
   */
  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<RunReport> {
    if (this.#running) {
      throw new RunnerError(
        'ALREADY_RUNNING',
        'this runner is at work: wait until run() has ended',
      );
    }
    this.#running = true;
    const listening = new AbortController();
    try {
      const context = this.#createContext();
      context.state.on('problemFound', (problem) => this.#events.emit('problem', problem), {
        signal: listening.signal,
      });
      adoptGeneratedJobs(context, listening.signal);
      return await new Run(context, this.#options.jobs ?? 1).execute(signal);
    } finally {
      listening.abort();
      this.#running = false;
    }
  }

  #createContext(): RunContext {
    const manager = this.#manager;
    const { state } = manager;
    const {
      timeout,
      maxCrashes = 2,
      clock = systemClock,
      runGenerated = () => false,
    } = this.#options;
    const isToDo = (id: JobId): boolean => {
      const job = state.jobs.get(id);
      const outcome = job?.result.outcome ?? null;
      if (outcome === null || outcome === 'undecided') return true;
      return job !== undefined && mayRunAgain(job.resultHistory, maxCrashes);
    };
    return {
      manager,
      state,
      events: this.#events,
      schedule: new Schedule(state, isToDo),
      progress: new ProgressCount(state),
      executors: this.#options.executors ?? [new ProcessExecutor()],
      clock,
      maxCrashes,
      timeoutOf: (job: JobDefinition) => (typeof timeout === 'function' ? timeout(job) : timeout),
      runGenerated,
      isToDo,
      finished: [],
      waitsForPerson: [],
      checkpoint: async () => {
        const receipt = await manager.checkpoint();
        this.#events.emit('checkpoint', receipt);
        return receipt;
      },
    };
  }
}
