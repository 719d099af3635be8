import { randomUUID } from 'node:crypto';
import { InvalidJob, type JobDefinition, type JobResult } from '@plainbox/state';
import { PersonTurn } from './asking/person-turn.js';
import { type AttemptEnd, runAttempt } from './attempts/attempt.js';
import {
  ownResultFile,
  readSavedOutcome,
  removeSavedOutcome,
  sharedResultFile,
} from './decisions/saved-outcome.js';
import type { JobExecutor } from './executors/executor.js';
import { personsPart } from './executors/plugins.js';
import type { AttemptLog } from './io-logs/attempt-log.js';
import { openAttemptLog } from './io-logs/open-attempt-log.js';
import type { NotedAttempt } from './ledger.js';
import { resultOfBlockedJob } from './results/result-of-blocked-job.js';
import { resultOfInvalidJob, resultWithoutRun } from './results/result-without-run.js';
import type { RunContext } from './run-context.js';
import type { JobOutputEvent } from './runner-events.js';
import { endsSession } from './schedule/exclusive.js';

/** An attempt as it is noted when it begins. */
type MarkedAttempt = NotedAttempt & { readonly mark: string };

/** An attempt that has come to its end. */
export interface EndedAttempt extends AttemptEnd {
  readonly number: number;
}

/** The turn of one job: it runs, or gets the result of one that can't, or is left for later. */
export class JobTurn {
  readonly #context: RunContext;
  readonly #job: JobDefinition;
  readonly #stop: AbortSignal;
  /** The wish that the job is run for, if it is for one. */
  readonly #wish: number | undefined;

  constructor(context: RunContext, job: JobDefinition, stop: AbortSignal) {
    this.#context = context;
    this.#job = job;
    this.#stop = stop;
    this.#wish = context.device.reruns.latest(job.id);
    context.schedule.started(job);
  }

  get #shareDirectory(): string | undefined {
    return this.#context.manager.directories?.sessionSharePathname;
  }

  get #resultFile(): string | undefined {
    const share = this.#shareDirectory;
    const { job, device } = this.#about;
    return share === undefined ? undefined : ownResultFile(share, job.id, device);
  }

  get #about(): { readonly job: JobDefinition; readonly device: string | null } {
    return { job: this.#job, device: this.#context.device.device };
  }

  /** Resolves when what came of it is durable. */
  async take(): Promise<void> {
    const job = this.#job;
    const jobState = this.#context.state.jobs.get(job.id);
    if (!jobState?.canStart) {
      const result = jobState && resultOfBlockedJob(jobState, this.#context.state);
      const reason = jobState?.readinessDescription ?? 'the session does not know it any more';
      return result ? this.record(result, 0) : this.leave(reason);
    }
    if (job instanceof InvalidJob) return this.record(resultOfInvalidJob(job), 0);
    if (job.plugin === 'manual')
      return new PersonTurn(this.#context, job, this).judgeAlone(this.#stop);

    const executor = this.#context.executors.find((each) => each.accepts(job));
    if (!executor) return this.record(resultWithoutRun(job), 0);
    const part = personsPart(job);
    if (part) return new PersonTurn(this.#context, job, this).takePart(part, executor, this.#stop);

    const ended = await this.run(executor);
    if (!ended) return;
    return this.conclude(ended);
  }

  /** What an attempt gave becomes the job's result; but what a reboot was to show is seen after it. */
  conclude({ result, number }: EndedAttempt): Promise<void> {
    const awaitsReboot = endsSession(this.#job) && result.outcome === 'pass';
    return awaitsReboot ? this.#awaitReboot() : this.record(result, number);
  }

  /** Runs one attempt; `undefined` if the session was stopped before it came to its end. */
  async run(executor: JobExecutor): Promise<EndedAttempt | undefined> {
    const { schedule, clock, starts, timeoutOf } = this.#context;
    const job = this.#job;
    // Asked first: what it throws must not leave an attempt behind that never was.
    const timeout = timeoutOf(job);
    const { log, attempt } = await starts.do(() => this.#begin());
    await this.#context.checkpoint();
    this.#tellStart(attempt);
    try {
      const end = await runAttempt({
        ...this.#about,
        number: attempt.attempt,
        executor,
        log,
        clock,
        stop: this.#stop,
        timeout,
        mark: attempt.mark,
        shareDirectory: this.#shareDirectory,
        resultFile: this.#resultFile,
        onOutput: (stream, data) => this.#tellOutput({ ...this.#about, stream, data }),
      });
      return { ...end, number: attempt.attempt };
    } catch (error) {
      schedule.stopped(job);
      if (!this.#stop.aborted || error !== this.#stop.reason) throw error;
      this.#noteStop();
      return undefined;
    }
  }

  /** Opens the log of the attempt and notes that it is under way; not durable yet. */
  async #begin(): Promise<{ readonly log: AttemptLog; readonly attempt: MarkedAttempt }> {
    const { manager, device, state, ledger, clock, bootId } = this.#context;
    const job = this.#job;
    const { log, attempt, recordFile } = await openAttemptLog(manager, device, job.id, clock);
    const startedAt = clock.wall();
    const noted = {
      job: job.id,
      attempt,
      checksum: job.checksum,
      results: state.jobs.get(job.id)?.resultHistory.length ?? 0,
      recordFile,
      bootId,
      startedAt,
      mark: randomUUID(),
      noreturn: job.flags.has('noreturn'),
      plugin: job.plugin ?? '',
      ...(device.reruns.has(job.id) ? { wasWished: true as const } : {}),
    };
    ledger.note(noted);
    // Met by this attempt: a wish that stands from here on is for another one.
    device.reruns.delete(job.id);
    this.#forgetSavedOutcome();
    state.updateMetadata({ lastJobStartTime: startedAt });
    this.noteRunning();
    return { log, attempt: noted };
  }

  /** What an earlier attempt has left is no outcome of this one. */
  #forgetSavedOutcome(): void {
    const share = this.#shareDirectory;
    if (share === undefined) return;
    if (this.#resultFile !== undefined) removeSavedOutcome(this.#resultFile);
    const shared = sharedResultFile(share);
    const isAlone = this.#context.ledger.running.length === 1;
    // Otherwise it is of one that runs beside this one.
    if (isAlone || readSavedOutcome(shared)?.job === this.#job.id) removeSavedOutcome(shared);
  }

  #tellStart({ attempt, startedAt, bootId }: NotedAttempt): void {
    const { events, progress } = this.#context;
    events.emit('jobStarted', {
      ...this.#about,
      attempt,
      startedAt,
      bootId,
      progress: progress.now,
    });
  }

  /** Puts a result into the session; told only when it is durable. */
  async record(result: JobResult, attempt: number): Promise<void> {
    const { device, schedule, progress, finished, waitsForPerson, events } = this.#context;
    const job = this.#job;
    // An attempt has met the wish as it began; a result without one meets what was wished when the turn came.
    if (attempt === 0 && device.reruns.latest(job.id) === this.#wish) device.reruns.delete(job.id);
    this.enter(result);
    progress.finished(job, attempt > 0 ? result.executionDuration : null);
    this.noteRunning();
    await this.#context.checkpoint();
    // Only now: a job that waits for this one must not be told of before it.
    schedule.settled(job);
    finished.push(job.id);
    if (result.outcome === 'undecided') waitsForPerson.push(job.id);
    events.emit('jobFinished', { ...this.#about, result, attempt, progress: progress.now });
  }

  /** Puts a result into the session, as yet not durable: nothing of the job is under way then. */
  enter(result: JobResult): void {
    const { state, ledger } = this.#context;
    ledger.forget(this.#job.id);
    state.updateJobResult(this.#job.id, result);
    this.#context.adoptGeneratedJobs();
  }

  /** Passes the job over: it stays to do. */
  leave(reason: string): void {
    const { schedule, progress, events } = this.#context;
    schedule.settled(this.#job);
    progress.left(this.#job);
    events.emit('jobLeft', { ...this.#about, reason });
  }

  noteRunning(): void {
    const { state, schedule, ledger } = this.#context;
    state.updateMetadata({
      runningJobName: ledger.running[0]?.job ?? null,
      remainingTodoJobs: schedule.hasMore,
    });
  }

  /** The job has done its part; what came of it shows after the reboot. */
  async #awaitReboot(): Promise<void> {
    const { schedule } = this.#context;
    this.#pause('reboot');
    schedule.settled(this.#job);
    this.#context.awaitsReboot = this.#job.id;
    this.noteRunning();
    await this.#context.checkpoint();
    this.#context.events.emit('awaitsReboot', this.#about);
  }

  /** The stop came in time: the attempt counts for nothing, unless the machine is about to reboot. */
  #noteStop(): void {
    const { ledger, device } = this.#context;
    if (endsSession(this.#job)) this.#pause('stopped');
    else {
      if (this.#noted?.wasWished) device.reruns.add(this.#job.id);
      ledger.forget(this.#job.id);
    }
  }

  #pause(pause: 'reboot' | 'stopped'): void {
    const noted = this.#noted;
    if (noted) this.#context.ledger.note({ ...noted, pause });
  }

  get #noted(): NotedAttempt | undefined {
    return this.#context.ledger.running.find(({ job }) => job === this.#job.id);
  }

  /** Called from inside the job's streams, where a listener that throws has nobody to throw at. */
  #tellOutput(output: JobOutputEvent): void {
    try {
      this.#context.events.emit('output', output);
    } catch (error) {
      this.#context.fail(error);
    }
  }
}
