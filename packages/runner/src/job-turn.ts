import { InvalidJob, type JobDefinition, type JobResult, type JobState } from '@plainbox/state';
import { runAttempt } from './attempts/attempt.js';
import type { JobExecutor } from './executors/executor.js';
import { needsPerson } from './executors/plugins.js';
import { openAttemptLog } from './io-logs/open-attempt-log.js';
import { resultOfBlockedJob } from './results/result-of-blocked-job.js';
import { resultOfInvalidJob, resultWithoutRun } from './results/result-without-run.js';
import type { RunContext } from './run-context.js';

/** The turn of one job: it runs, or gets the result of one that can't, or is left for later. */
export class JobTurn {
  readonly #context: RunContext;
  readonly #job: JobDefinition;

  constructor(context: RunContext, job: JobDefinition) {
    this.#context = context;
    this.#job = job;
    context.schedule.started(job);
  }

  /** Resolves when what came of it is durable. */
  async take(stop: AbortSignal): Promise<void> {
    const jobState = this.#context.state.jobs.get(this.#job.id);
    if (!jobState?.canStart) return this.#passOver(jobState);
    if (this.#job instanceof InvalidJob) return this.#record(resultOfInvalidJob(this.#job), 0);
    if (needsPerson(this.#job)) {
      this.#context.waitsForPerson.push(this.#job.id);
      return this.#leave('it needs a person, and nobody is there to ask');
    }
    const executor = this.#context.executors.find((each) => each.accepts(this.#job));
    if (!executor) return this.#record(resultWithoutRun(this.#job), 0);
    return this.#run(executor, stop);
  }

  /** A job whose turn has come and that can't start never will, in this run. */
  async #passOver(jobState: JobState | undefined): Promise<void> {
    const reason = jobState?.readinessDescription ?? 'the session does not know it any more';
    const result = jobState && resultOfBlockedJob(jobState, this.#context.state);
    return result ? this.#record(result, 0) : this.#leave(reason);
  }

  async #run(executor: JobExecutor, stop: AbortSignal): Promise<void> {
    const { manager, schedule, clock, events, progress, timeoutOf } = this.#context;
    const job = this.#job;
    this.#noteRunning({ lastJobStartTime: clock.wall() });
    await this.#context.checkpoint();
    if (stop.aborted) return schedule.stopped(job);

    const { log, attempt } = await openAttemptLog(manager, job.id, clock);
    events.emit('jobStarted', { job, attempt, progress: progress.now });
    let result: JobResult;
    try {
      result = await runAttempt({
        job,
        number: attempt,
        executor,
        log,
        clock,
        stop,
        timeout: timeoutOf(job),
        shareDirectory: manager.directories?.sessionSharePathname,
        onOutput: (stream, data) => events.emit('output', { job, stream, data }),
      });
    } catch (error) {
      schedule.stopped(job);
      if (stop.aborted && error === stop.reason) return;
      throw error;
    }
    await this.#record(result, attempt);
  }

  /** Puts a result into the session; told only when it is durable. */
  async #record(result: JobResult, attempt: number): Promise<void> {
    const { state, schedule, progress, finished, events } = this.#context;
    const job = this.#job;
    state.updateJobResult(job.id, result);
    schedule.settled(job);
    progress.finished(job, attempt > 0 ? result.executionDuration : null);
    this.#noteRunning();
    await this.#context.checkpoint();
    finished.push(job.id);
    events.emit('jobFinished', { job, result, attempt, progress: progress.now });
  }

  async #leave(reason: string): Promise<void> {
    this.#context.schedule.settled(this.#job);
    this.#context.progress.left(this.#job);
    this.#context.events.emit('jobLeft', { job: this.#job, reason });
  }

  #noteRunning(patch: { readonly lastJobStartTime?: number } = {}): void {
    const { state, schedule } = this.#context;
    state.updateMetadata({
      ...patch,
      runningJobName: schedule.running[0]?.id ?? null,
      remainingTodoJobs: schedule.hasMore,
    });
  }
}
