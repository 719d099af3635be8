import type { SessionManager } from '@plainbox/manager';
import {
  Emitter,
  type JobDefinition,
  type JobId,
  type Listener,
  type ListenOptions,
  type Unsubscribe,
} from '@plainbox/state';
import { readBootId } from './boot-id.js';
import { systemClock } from './clock.js';
import { mayRunAgain } from './decisions/cut-off-results.js';
import { RunnerError } from './errors.js';
import { FunctionExecutor } from './executors/function-executor.js';
import { ProcessExecutor } from './executors/process-executor.js';
import { GeneratedJobs } from './generated-jobs.js';
import { Ledger } from './ledger.js';
import { ProgressCount } from './progress-count.js';
import { planResume, type ResumePlan } from './resume-plan.js';
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

  /** The jobs of the run list that a run would take up now, one that was cut off among them. */
  get toDo(): readonly JobDefinition[] {
    const { state, data } = this.#manager;
    const { maxCrashes = 2 } = this.#options;
    const underWay = new Set(new Ledger(data).running.map(({ job }) => job));
    if (state.metadata.runningJobName !== null) underWay.add(state.metadata.runningJobName);
    return state.runList.filter(
      ({ id }) => underWay.has(id) || hasNoLastingResult(this.#manager, id, maxCrashes),
    );
  }

  /** What a run would do now with each job, and why. Reads the session, and changes nothing. */
  plan(): ResumePlan {
    const { maxCrashes = 2, bootId = readBootId() } = this.#options;
    const manager = this.#manager;
    const { state, data } = manager;
    return planResume({ manager, state, ledger: new Ledger(data), bootId, maxCrashes }, (id) =>
      hasNoLastingResult(manager, id, maxCrashes),
    );
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
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(signal?.reason);
    const ended = new AbortController();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      const context = this.#createContext(ended.signal, (error) => run.fail(error));
      const run = new Run(context, { jobsAtOnce: this.#options.jobs ?? 1, stop });
      return await run.execute();
    } finally {
      signal?.removeEventListener('abort', onAbort);
      ended.abort();
      this.#running = false;
    }
  }

  #createContext(ended: AbortSignal, fail: (error: unknown) => void): RunContext {
    const manager = this.#manager;
    const events = this.#events;
    const { state } = manager;
    const { timeout, asker, maxCrashes = 2, clock = systemClock } = this.#options;
    const { bootId = readBootId(), runGenerated = () => false } = this.#options;
    const isToDo = (id: JobId): boolean => hasNoLastingResult(manager, id, maxCrashes);
    const schedule = new Schedule(state, isToDo);
    const progress = new ProgressCount(state);
    const generated = new GeneratedJobs(state, runGenerated, ended);
    state.on('problemFound', (problem) => events.emit('problem', problem), { signal: ended });
    return {
      manager,
      state,
      events,
      schedule,
      progress,
      asker,
      clock,
      bootId,
      maxCrashes,
      isToDo,
      fail,
      ledger: new Ledger(manager.data),
      executors: this.#options.executors ?? [new FunctionExecutor(), new ProcessExecutor()],
      timeoutOf: (job) => (typeof timeout === 'function' ? timeout(job) : timeout),
      finished: [],
      waitsForPerson: [],
      awaitsReboot: undefined,
      adoptGeneratedJobs: () => {
        const problems = generated.adopt();
        if (!problems) return;
        for (const problem of problems) events.emit('problem', problem);
        progress.begin(schedule.toDo);
      },
      checkpoint: async () => {
        events.emit('checkpoint', await manager.checkpoint());
      },
    };
  }
}

/** Whether a job is to run: it has no result, or none that is to stay. */
function hasNoLastingResult(
  { state, reruns }: SessionManager,
  id: JobId,
  maxCrashes: number,
): boolean {
  const job = state.jobs.get(id);
  if (!job || job.result.outcome === null || job.result.outcome === 'undecided') return true;
  return reruns.has(id) || mayRunAgain(job.resultHistory, maxCrashes);
}
