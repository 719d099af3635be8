import type { SessionManager } from '@plainbox/manager';
import {
  Emitter,
  type JobDefinition,
  type Listener,
  type ListenOptions,
  type Unsubscribe,
} from '@plainbox/state';
import { createRunContexts } from './create-run-contexts.js';
import { RunnerError } from './errors.js';
import { isToDo } from './is-to-do.js';
import { jobsToDo } from './jobs-to-do.js';
import { judgedDevices } from './judged-devices.js';
import { type DevicePlan, joinPlans, planResume, type ResumePlan } from './resume-plan.js';
import { Run } from './run.js';
import type { RunReport } from './run-report.js';
import type { RunnerEvents } from './runner-events.js';
import { checkRunnerOptions, type SessionRunnerOptions } from './runner-options.js';

/** Sessions that a runner is at work on: two of them would run each job twice. */
const atWork = new WeakSet<SessionManager>();

/**
 * Runs what a session still has to do, in the order of its run list, and checkpoints on the way:
 * before a job is started, and when its result is there. A result counts, and is told, once it is
 * durable; so no finished job ever runs twice, however the run ends. A session about several devices
 * is run on one after the other.
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

  /** @throws RunnerError `BAD_OPTION` for a number of jobs, crashes or seconds that makes no sense. */
  constructor(manager: SessionManager, options: SessionRunnerOptions = {}) {
    checkRunnerOptions(options);
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
   * The jobs of the run list that a run would take up now, one that was cut off among them. Those of further devices
   * follow.
   */
  get toDo(): readonly JobDefinition[] {
    return judgedDevices(this.#manager, this.#options).flatMap(jobsToDo);
  }

  /** What a run would do now with each job, and why. Reads the session, and changes nothing. */
  plan(): ResumePlan {
    return joinPlans(this.planByDevice());
  }

  /** The same for each device, in the order of {@link SessionManager.devices}. */
  planByDevice(): readonly DevicePlan[] {
    return judgedDevices(this.#manager, this.#options).map((judged) =>
      planResume(judged, (id) => isToDo(judged.device, id, judged.maxCrashes)),
    );
  }

  /**
   * Runs until nothing more can be done. An abort of `signal` stops the running jobs, leaves them
   * to do, and checkpoints: the promise resolves then, with the status `stopped`.
   *
   * @throws RunnerError `ALREADY_RUNNING` while this or another runner is at work on the session.
   * @throws StorageError when a checkpoint fails: running jobs are stopped, and what was told
   * before stays durable.
   */
  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<RunReport> {
    const manager = this.#manager;
    if (atWork.has(manager)) {
      throw new RunnerError(
        'ALREADY_RUNNING',
        `the session ${manager.storage.id} is being run already: wait until that run() has ended`,
      );
    }
    atWork.add(manager);
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(signal?.reason);
    const ended = new AbortController();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      const contexts = createRunContexts(manager, this.#options, {
        events: this.#events,
        ended: ended.signal,
        fail: (error) => run.fail(error),
      });
      const run = new Run(contexts, { jobsAtOnce: this.#options.jobs ?? 1, stop });
      return await run.execute();
    } finally {
      signal?.removeEventListener('abort', onAbort);
      ended.abort();
      atWork.delete(manager);
    }
  }
}
